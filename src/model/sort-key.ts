/**
 * Where a row stands in a sorted list. It is made of the row alone, so a row keeps its place
 * while other rows change.
 */
export interface SortKey {
  /** Rows that cannot be read stand after all others, in both directions. */
  readonly isReadable: boolean;
  readonly value: SortValue;
  /** Decides between rows with the same value. */
  readonly id: string;
}

/** A text, an instant as seconds and nanoseconds since 1970, or null if the row has none. */
export type SortValue = string | SortInstant | null;

export interface SortInstant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A list's order of two rows: below 0 if the first stands before the second. */
export type CompareKeys = (one: SortKey, other: SortKey) => number;
