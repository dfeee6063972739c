import { compareInstants, daysAfter, type Instant, parseInstant } from '../lib/instant.ts';
import { Failure } from '../model/failure.ts';
import type { Token, TokenStatus } from '../model/token.ts';
import { type AddressBlock, contains, parseAddress, parseBlock } from './address.ts';
import { type DateField, dateOf } from './dates.ts';
import { type FindingKind, hasFinding } from './findings.ts';
import { hasText } from './fold.ts';
import { grantPredicate, type TokenGrantFilter } from './grant-filter.ts';
import { type IpRestriction, ipRestrictionOf } from './ip-restriction.ts';
import type { Maybe, Predicate } from './predicate.ts';
import { isUnusedFor } from './unused.ts';

/** All conditions that are given must hold. Null is the same as not given. */
export interface TokenFilter {
  readonly and?: Maybe<readonly TokenFilter[]>;
  readonly or?: Maybe<readonly TokenFilter[]>;
  readonly not?: Maybe<TokenFilter>;
  readonly status?: Maybe<readonly TokenStatus[]>;
  readonly nameContains?: Maybe<string>;
  readonly neverExpires?: Maybe<boolean>;
  readonly expiresBefore?: Maybe<string>;
  readonly expiresAfter?: Maybe<string>;
  readonly expiresWithinDays?: Maybe<number>;
  readonly neverUsed?: Maybe<boolean>;
  readonly unusedForDays?: Maybe<number>;
  readonly issuedBefore?: Maybe<string>;
  readonly issuedAfter?: Maybe<string>;
  readonly modifiedBefore?: Maybe<string>;
  readonly modifiedAfter?: Maybe<string>;
  readonly ipRestriction?: Maybe<readonly IpRestriction[]>;
  readonly usableFrom?: Maybe<string>;
  readonly findings?: Maybe<readonly FindingKind[]>;
  readonly grants?: Maybe<TokenGrantFilter>;
}

/** The filter itself counts; `grants` does not. */
const MAX_DEPTH = 8;

/** Conditions of a filter, those of nested filters and the items of lists included. Each costs time for every token. */
const MAX_CONDITIONS = 100;

/** Characters of a text in a filter: names at Cloudflare have at most 120. To fold a text costs time for each. */
const MAX_CONDITION_LENGTH = 1_000;

/** How a condition becomes a predicate. Throws BAD_USER_INPUT that names the path of a bad value. */
type Compile<T> = (value: T, at: InputPlace) => Predicate;

/** Where a condition stands in the input, and the operation's "now". */
interface InputPlace {
  readonly path: string;
  readonly depth: number;
  readonly now: Instant;
}

/** Throws BAD_USER_INPUT that names the argument and the path in it. */
export function compileFilter(filter: TokenFilter, now: Instant): Predicate {
  const at = { path: 'filter', depth: 1, now };
  const { conditions, longestText } = filterSize(filter);
  if (conditions > MAX_CONDITIONS) {
    throw badInput(at, `at most ${MAX_CONDITIONS} conditions and items of lists`, 'more');
  }
  if (longestText > MAX_CONDITION_LENGTH) {
    throw badInput(at, `at most ${MAX_CONDITION_LENGTH} characters in a text`, String(longestText));
  }
  return compile(filter, at);
}

function compile(filter: TokenFilter, at: InputPlace): Predicate {
  if (at.depth > MAX_DEPTH) {
    throw badInput(at, `at most ${MAX_DEPTH} levels of filters`, 'more');
  }
  const predicates = CONDITION_NAMES.flatMap((name) => {
    const value = filter[name];
    if (value === null || value === undefined) return [];
    // Each value has the type that its own condition takes.
    const condition = COMPILE[name] as Compile<typeof value>;
    return [condition(value, { ...at, path: `${at.path}.${name}` })];
  });
  return (token) => predicates.every((isMet) => isMet(token));
}

const COMPILE: { readonly [Name in keyof TokenFilter]-?: Compile<NonNullable<TokenFilter[Name]>> } =
  {
    and: (filters, at) => all(compileItems(filters, at)),
    or: (filters, at) => some(compileItems(filters, at)),
    not(filter, at) {
      const isMet = compile(filter, { ...at, depth: at.depth + 1 });
      return (token) => !isMet(token);
    },
    status:
      (statuses) =>
      ({ status }) =>
        status !== null && statuses.includes(status),
    nameContains(part) {
      const hasPart = hasText(part);
      return ({ name }) => hasPart(name);
    },
    neverExpires: (isWanted) => (token) => (dateOf(token, 'expiresOn') === null) === isWanted,
    expiresBefore: before('expiresOn'),
    expiresAfter: after('expiresOn'),
    expiresWithinDays(days, at) {
      const end = daysAfter(at.now, requireDays(days, at));
      return dated('expiresOn', (expiry) => isWithin(expiry, at.now, end));
    },
    neverUsed: (isWanted) => (token) => (dateOf(token, 'lastUsedOn') === null) === isWanted,
    unusedForDays(days, at) {
      requireDays(days, at);
      return (token) => isUnusedFor(token, days, at.now);
    },
    issuedBefore: before('issuedOn'),
    issuedAfter: after('issuedOn'),
    modifiedBefore: before('modifiedOn'),
    modifiedAfter: after('modifiedOn'),
    ipRestriction:
      (restrictions) =>
      ({ condition }) =>
        restrictions.includes(ipRestrictionOf(condition)),
    usableFrom(text, at) {
      const address = parseAddress(text);
      if (address === null) throw badInput(at, 'a single IP address', JSON.stringify(text));
      return (token) => isUsableFrom(token, address);
    },
    findings: (kinds, at) => (token) => kinds.some((kind) => hasFinding(token, kind, at.now)),
    grants: grantPredicate,
  };

const CONDITION_NAMES = Object.keys(COMPILE) as readonly (keyof TokenFilter)[];

function compileItems(filters: readonly TokenFilter[], at: InputPlace): readonly Predicate[] {
  return filters.map((filter, index) =>
    compile(filter, { ...at, path: `${at.path}[${index}]`, depth: at.depth + 1 }),
  );
}

function all(predicates: readonly Predicate[]): Predicate {
  return (token) => predicates.every((isMet) => isMet(token));
}

function some(predicates: readonly Predicate[]): Predicate {
  return (token) => predicates.some((isMet) => isMet(token));
}

/** What a token lacks is not before, after or within anything. */
function dated(field: DateField, isMet: (date: Instant) => boolean): Predicate {
  return (token) => {
    const date = dateOf(token, field);
    return date !== null && isMet(date);
  };
}

function before(field: DateField): Compile<string> {
  return (text, at) => {
    const end = requireDate(text, at);
    return dated(field, (date) => compareInstants(date, end) < 0);
  };
}

function after(field: DateField): Compile<string> {
  return (text, at) => {
    const start = requireDate(text, at);
    return dated(field, (date) => compareInstants(date, start) > 0);
  };
}

function isWithin(date: Instant, start: Instant, end: Instant): boolean {
  return compareInstants(date, start) >= 0 && compareInstants(date, end) <= 0;
}

/** A block that cannot be read may be one with this address: it lets through, and does not exclude. */
function isUsableFrom({ condition }: Token, address: AddressBlock): boolean {
  const { allowed, excluded } = blocksOf(condition?.requestIp ?? NO_ADDRESSES);
  const isIn = (block: AddressBlock | null, ifUnreadable: boolean) =>
    block === null ? ifUnreadable : contains(block, address);
  const isAllowed = allowed === null || allowed.some((block) => isIn(block, true));
  return isAllowed && !excluded.some((block) => isIn(block, false));
}

type RequestIp = NonNullable<NonNullable<Token['condition']>['requestIp']>;

const NO_ADDRESSES: RequestIp = { in: null, notIn: null };

/** A null is a block that cannot be read. */
interface ReadBlocks {
  readonly allowed: readonly (AddressBlock | null)[] | null;
  readonly excluded: readonly (AddressBlock | null)[];
}

/** Of one token: a filter's conditions are checked token by token, and each would read them again. */
let lastRead: ReadBlocks & { readonly of: RequestIp } = {
  of: NO_ADDRESSES,
  allowed: null,
  excluded: [],
};

function blocksOf(requestIp: RequestIp): ReadBlocks {
  if (lastRead.of !== requestIp) {
    lastRead = {
      of: requestIp,
      allowed: requestIp.in?.map(parseBlock) ?? null,
      excluded: (requestIp.notIn ?? []).map(parseBlock),
    };
  }
  return lastRead;
}

function requireDate(text: string, at: InputPlace): Instant {
  const date = parseInstant(text);
  if (date !== null) return date;
  throw badInput(
    at,
    'a date and time as in RFC 3339, such as 2026-10-07T12:00:00Z',
    JSON.stringify(text),
  );
}

function requireDays(days: number, at: InputPlace): number {
  if (days >= 0) return days;
  throw badInput(at, 'a number of days that is not negative', String(days));
}

/** How many conditions are checked for each row, the items of lists included. */
export function conditionsIn(filter: TokenFilter | null): number {
  return filterSize(filter).conditions;
}

/** How many values a filter has, in all its lists and nested filters, and its longest text. Stops above the limit. */
function filterSize(filter: TokenFilter | null) {
  let conditions = 0;
  let longestText = 0;
  function measure(value: unknown): void {
    if (value === null || value === undefined || conditions > MAX_CONDITIONS) return;
    conditions += 1;
    if (typeof value === 'string') longestText = Math.max(longestText, value.length);
    if (typeof value === 'object') for (const each of Object.values(value)) measure(each);
  }
  measure(filter);
  return { conditions, longestText };
}

function badInput({ path }: InputPlace, expected: string, got: string): Failure {
  return new Failure('BAD_USER_INPUT', `Argument "${path}": expected ${expected}, got ${got}.`);
}
