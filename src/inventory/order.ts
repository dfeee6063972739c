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
  const nullRank = ORDERS[field].nulls === 'FIRST' ? -1 : 1;
  const sign = direction === 'ASC' ? 1 : -1;
  const compareValues = valueOrder(nullRank);
  return (one, other) => {
    if (one.isReadable !== other.isReadable) return one.isReadable ? -1 : 1;
    const byId = compareText(one.id, other.id);
    if (!one.isReadable) return byId;
    return sign * (compareValues(one.value, other.value) || byId);
  };
}

function valueOrder(nullRank: number): (one: SortValue, other: SortValue) => number {
  const compareNames = nameOrder();
  return (one, other) => {
    if (one === null || other === null) {
      if (one === other) return 0;
      return one === null ? nullRank : -nullRank;
    }
    if (typeof one === 'string' || typeof other === 'string') {
      return compareNames(String(one), String(other));
    }
    return one.seconds - other.seconds || one.nanoseconds - other.nanoseconds;
  };
}

/** Each name is folded once, however often it is compared. */
function nameOrder(): (one: string, other: string) => number {
  const folded = new Map<string, string>();
  function foldOnce(name: string): string {
    const known = folded.get(name);
    if (known !== undefined) return known;
    const fold = foldCase(name);
    folded.set(name, fold);
    return fold;
  }
  return (one, other) => compareText(foldOnce(one), foldOnce(other)) || compareText(one, other);
}

/** By code point: JavaScript's own order is by UTF-16 unit, where 𝒜 stands before ﬀ. */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let index = 0;
  while (index < length && one.charCodeAt(index) === other.charCodeAt(index)) index += 1;
  if (index === length) return one.length - other.length;
  return codePointOrder(one.charCodeAt(index)) - codePointOrder(other.charCodeAt(index));
}

/** Surrogates, which stand for the highest code points, are moved behind all other units. */
function codePointOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
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
  const digits = date.fraction.slice(0, NANOSECOND_DIGITS).padEnd(NANOSECOND_DIGITS, '0');
  return { seconds: date.seconds, nanoseconds: Number(digits) };
}
