import type { CompareKeys, SortInstant, SortKey, SortValue } from '../model/sort-key.ts';
import type { Token } from '../model/token.ts';
import type { SortDirection } from '../model/token-list.ts';
import { isReadable, type TokenRow } from '../model/token-source.ts';
import { type DateField, dateOf } from './dates.ts';
import { foldCase } from './fold.ts';

/** What a list is sorted by; `CLOUDFLARE` is the order that Cloudflare gives. */
export type TokenOrderField = keyof typeof ORDERS | 'CLOUDFLARE';

interface Order {
  readonly valueOf: (token: Token) => SortValue;
  /** Where rows without a value stand: what never expires comes last, what was never used first. */
  readonly nulls: 'FIRST' | 'LAST';
}

const ORDERS = {
  NAME: { valueOf: ({ name }) => name && sortableName(name), nulls: 'FIRST' },
  EXPIRES_ON: { valueOf: (token) => instantIn(token, 'expiresOn'), nulls: 'LAST' },
  ISSUED_ON: { valueOf: (token) => instantIn(token, 'issuedOn'), nulls: 'FIRST' },
  LAST_USED_ON: { valueOf: (token) => instantIn(token, 'lastUsedOn'), nulls: 'FIRST' },
  MODIFIED_ON: { valueOf: (token) => instantIn(token, 'modifiedOn'), nulls: 'FIRST' },
} as const satisfies Readonly<Record<string, Order>>;

export type SortField = keyof typeof ORDERS;

export function sortKeyOf(row: TokenRow, field: SortField): SortKey {
  if (!isReadable(row)) return { isReadable: false, value: null, id: row.id ?? '' };
  return { isReadable: true, value: ORDERS[field].valueOf(row), id: row.id };
}

/** `DESC` reverses everything but that rows which cannot be read stand last. */
export function compareKeysBy(field: SortField, direction: SortDirection): CompareKeys {
  const compare = compareRanksIn(direction);
  return (one, other) => compare(rankOf(one, field), rankOf(other, field));
}

/** Sorts rows by their keys. What is compared of a key is computed once, however often it is compared. */
export function sortByKeys<Row extends { readonly key: SortKey }>(
  rows: readonly Row[],
  field: SortField,
  direction: SortDirection,
): readonly Row[] {
  const compare = compareRanksIn(direction);
  const ranked = rows.map((row) => ({ row, rank: rankOf(row.key, field) }));
  ranked.sort((one, other) => compare(one.rank, other.rank));
  return ranked.map(({ row }) => row);
}

/** What of a key is compared, part by part. Texts are such that JavaScript's order is the list's. */
interface Rank {
  readonly band: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly folded: string;
  readonly name: string;
  readonly id: string;
}

const BANDS = { nullsFirst: 0, values: 1, nullsLast: 2, unreadable: 3 };

function rankOf({ isReadable: canRead, value, id }: SortKey, field: SortField): Rank {
  const nulls = ORDERS[field].nulls === 'FIRST' ? BANDS.nullsFirst : BANDS.nullsLast;
  const band = canRead ? (value === null ? nulls : BANDS.values) : BANDS.unreadable;
  const name = typeof value === 'string' ? value : '';
  const { seconds, nanoseconds } = typeof value === 'object' && value !== null ? value : NO_INSTANT;
  return {
    band,
    seconds,
    nanoseconds,
    folded: name && byCodePoint(foldCase(name)),
    name: byCodePoint(name),
    id: byCodePoint(id),
  };
}

const NO_INSTANT: SortInstant = { seconds: 0, nanoseconds: 0 };

function compareRanksIn(direction: SortDirection): (one: Rank, other: Rank) => number {
  const sign = direction === 'ASC' ? 1 : -1;
  return (one, other) => {
    if (one.band !== other.band) {
      const isUnreadable = one.band === BANDS.unreadable || other.band === BANDS.unreadable;
      return (isUnreadable ? 1 : sign) * (one.band - other.band);
    }
    if (one.band === BANDS.unreadable) return compareUnits(one.id, other.id);
    return (
      sign *
      (one.seconds - other.seconds ||
        one.nanoseconds - other.nanoseconds ||
        compareUnits(one.folded, other.folded) ||
        compareUnits(one.name, other.name) ||
        compareUnits(one.id, other.id))
    );
  };
}

function compareUnits(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * A text whose order by UTF-16 unit, which is JavaScript's, is that by code point: surrogates stand
 * for the highest code points, so they change places with the units above them.
 */
function byCodePoint(text: string): string {
  return HIGH_UNIT.test(text) ? text.replace(HIGH_UNITS, reorderedUnit) : text;
}

const HIGH_UNIT = /[\ud800-\uffff]/;
const HIGH_UNITS = /[\ud800-\uffff]/g;
const SURROGATES = { first: 0xd800, end: 0xe000, count: 0x800 };
const UNITS_ABOVE = 0x10000 - SURROGATES.end;

function reorderedUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  const isSurrogate = code < SURROGATES.end;
  return String.fromCharCode(isSurrogate ? code + UNITS_ABOVE : code - SURROGATES.count);
}

/** Cloudflare's names have at most 120 characters. A cursor has no room for much longer ones. */
const MAX_SORTED_NAME_LENGTH = 200;

function sortableName(name: string): string {
  return name.slice(0, MAX_SORTED_NAME_LENGTH).toWellFormed();
}

const NANOSECOND_DIGITS = 9;

function instantIn(token: Token, field: DateField): SortInstant | null {
  const date = dateOf(token, field);
  if (date === null) return null;
  if (date.fraction === '') return { seconds: date.seconds, nanoseconds: 0 };
  const digits = date.fraction.slice(0, NANOSECOND_DIGITS).padEnd(NANOSECOND_DIGITS, '0');
  return { seconds: date.seconds, nanoseconds: Number(digits) };
}
