export type SortDirection = 'ASC' | 'DESC';

/** One list of tokens: everything that decides which rows it holds, and in which order. */
export interface TokenList {
  /** The account whose tokens these are; null: the tokens of the credential's user. */
  readonly account: string | null;
  readonly direction: SortDirection;
  readonly includeExpired: boolean;
}

/**
 * How each property changes a list: it selects other rows, or it only puts them in another order.
 *
 * This table is the identity of a list. Caches, loaders and cursors all use it, so a property
 * that is missing here must not compile: two lists would share rows and accept each other's
 * cursors, and nothing else would show it.
 */
const EFFECTS = {
  account: 'SELECTS',
  direction: 'ORDERS',
  includeExpired: 'SELECTS',
} as const satisfies Record<keyof TokenList, 'SELECTS' | 'ORDERS'>;

/** Values that JSON writes without loss. A property of another type needs a text form first. */
type ListProperties = Readonly<Record<keyof TokenList, string | boolean | null>>;

export const LIST_PROPERTIES = Object.keys(EFFECTS) as readonly (keyof TokenList)[];
const SELECTING_PROPERTIES = LIST_PROPERTIES.filter((name) => EFFECTS[name] === 'SELECTS');

/** Two lists have the same key only if all their properties are the same. */
export function listKey(list: ListProperties): string {
  return keyOfProperties(list, LIST_PROPERTIES);
}

/** Lists with the same key hold the same rows, so they have the same length. */
export function lengthKey(list: ListProperties): string {
  return keyOfProperties(list, SELECTING_PROPERTIES);
}

function keyOfProperties(list: ListProperties, names: readonly (keyof TokenList)[]): string {
  return JSON.stringify(names.map((name) => list[name]));
}

const OPPOSITE: Readonly<Record<SortDirection, SortDirection>> = { ASC: 'DESC', DESC: 'ASC' };

/** The same rows in the opposite order: this list, read from its end. */
export function reverseOf(list: TokenList): TokenList {
  return { ...list, direction: OPPOSITE[list.direction] };
}
