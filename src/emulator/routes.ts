import type { EmulatedCredential, EmulatedTokens } from './credentials.ts';
import { PERMISSION_GROUPS, USER_SCOPE } from './permission-groups.ts';
import {
  API_ERRORS,
  type EmulatedResponse,
  invalidParameter,
  successResponse,
} from './responses.ts';
import type { Switches } from './switches.ts';

/** Responds to a path below the base path. */
export function route(
  path: string,
  query: URLSearchParams,
  credential: EmulatedCredential,
  switches: Switches,
): EmulatedResponse {
  const place = readPath(path);
  if (place === null) {
    return credential.error === 'bad credential'
      ? badCredentialResponse(false, switches)
      : API_ERRORS.unknownPath;
  }
  const { account, rest } = place;
  if (rest === 'verify') return verify(account, credential, switches);
  if (credential.error === 'bad credential') return badCredentialResponse(false, switches);
  if (credential.error !== null) return credential.error;
  const list = account === null ? listOfUser(credential) : credential.accounts.get(account);
  if (list === null) return API_ERRORS.wrongTokenFamily;
  if (list === undefined) return UNREADABLE_ACCOUNT[switches.unreadableAccount];
  if (rest === null) return listTokens(query, list, switches);
  if (rest === 'permission_groups') return listPermissionGroups(query, account, switches);
  return tokenDetails(rest, list);
}

/** Where a path leads: to the tokens of a user or of an account, and to what beside their list. */
interface ListPath {
  readonly account: string | null;
  readonly rest: string | null;
}

function readPath(path: string): ListPath | null {
  const [isPlace, account = null, rest = null] =
    /^\/(?:user|accounts\/(\w{32}))\/tokens(?:\/([^/]+))?$/.exec(path) ?? [];
  return isPlace === undefined ? null : { account, rest };
}

export function isVerify(path: string): boolean {
  return readPath(path)?.rest === 'verify';
}

/** Null: an account owns the credential (the refusal is observed). */
function listOfUser(credential: EmulatedCredential): EmulatedTokens | null {
  return credential.owner === null ? credential : null;
}

const UNREADABLE_ACCOUNT: Readonly<Record<Switches['unreadableAccount'], EmulatedResponse>> = {
  'missing permission': API_ERRORS.missingPermission,
  'authentication error': API_ERRORS.authenticationError,
  'wrong family': API_ERRORS.wrongAccountFamily,
  'unknown path': API_ERRORS.unknownPath,
};

/** One response to unknown, expired and disabled credentials: no record shows a difference. */
export function badCredentialResponse(
  isVerifying: boolean,
  { badCredential }: Switches,
): EmulatedResponse {
  return isVerifying || badCredential === 'invalid API token'
    ? API_ERRORS.invalidToken
    : API_ERRORS.unknownCredential;
}

function listTokens(
  query: URLSearchParams,
  { tokens }: EmulatedTokens,
  switches: Switches,
): EmulatedResponse {
  const page = numberIn(query, 'page', 1, Number.MAX_SAFE_INTEGER, 1);
  const perPage = perPageIn(query, switches.perPageOutOfRange);
  const direction = query.get('direction') ?? switches.defaultDirection;
  const includeExpired = query.get('include_expired') ?? 'false';
  if (page === null) return invalidParameter('page');
  if (perPage === null) return invalidParameter('per_page');
  if (direction !== 'asc' && direction !== 'desc') return invalidParameter('direction');
  if (!['true', 'false'].includes(includeExpired)) return invalidParameter('include_expired');

  const name = query.get('name');
  const listed = tokens.filter(
    (row) =>
      (includeExpired === 'true' || !isExpired(row)) &&
      (name === null || isNamed(row, name, switches)),
  );
  if (direction === 'desc') listed.reverse();
  return listedPage(listed, { page, perPage }, switches);
}

interface RequestedPage {
  readonly page: number;
  readonly perPage: number;
}

function listedPage(
  listed: readonly unknown[],
  requested: RequestedPage,
  switches: Switches,
): EmulatedResponse {
  const { totalPages, totalCount, totalCountShift, pageLimit, isHidden, beyondEnd } = switches;
  const perPage = Math.min(requested.perPage, pageLimit?.rows ?? Infinity);
  const pageCount = Math.ceil(listed.length / perPage);
  const isBeyondEnd = requested.page > Math.max(1, pageCount);
  if (isBeyondEnd && beyondEnd === 'refuse') return invalidParameter('page');
  const given = isBeyondEnd && beyondEnd !== 'empty' ? Math.max(1, pageCount) : requested.page;
  const result = listed.filter(
    (row, index) => Math.floor(index / perPage) === given - 1 && !isHidden(row),
  );
  return successResponse(result, {
    result_info: {
      page: beyondEnd === 'last page with its number' ? given : requested.page,
      per_page: pageLimit?.isStated ? perPage : requested.perPage,
      ...(totalPages && { total_pages: pageCount }),
      count: result.length,
      ...(totalCount && { total_count: Math.max(0, listed.length + totalCountShift) }),
    },
  });
}

function isExpired(row: unknown): boolean {
  return hasField(row, 'status') && row.status === 'expired';
}

function perPageIn(query: URLSearchParams, outOfRange: Switches['perPageOutOfRange']) {
  if (outOfRange === 'refuse') return numberIn(query, 'per_page', 5, 50, 20);
  const perPage = numberIn(query, 'per_page', 1, 1_000, 20);
  if (outOfRange === 'honour' || perPage === null) return perPage;
  return Math.min(50, Math.max(5, perPage));
}

/** Null if the parameter is present and is not a whole number from `min` to `max`. */
function numberIn(query: URLSearchParams, name: string, min: number, max: number, absent: number) {
  const text = query.get(name);
  if (text === null) return absent;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

function tokenDetails(id: string, { tokens }: EmulatedTokens): EmulatedResponse {
  const wanted = decodeURIComponent(id);
  const token = tokens.find((row) => hasField(row, 'id') && row.id === wanted);
  return token === undefined ? API_ERRORS.unknownToken : successResponse(token);
}

/** Documented: the parameter exists. How it matches is unknown. */
function isNamed(row: unknown, wanted: string, { nameMatch }: Switches): boolean {
  const name = hasField(row, 'name') ? String(row.name) : '';
  switch (nameMatch) {
    case 'part':
      return name.includes(wanted);
    case 'part in any case':
      return name.toLowerCase().includes(wanted.toLowerCase());
    case 'whole':
      return name === wanted;
  }
}

/** Needs no permission (documented). Tokens of the other family are unknown here: observed for a user's verify, a guess for an account's. */
function verify(
  account: string | null,
  { tokens, error, owner, self }: EmulatedCredential,
  { verifyOfInactive }: Switches,
): EmulatedResponse {
  const isKnown =
    error === null ||
    error === API_ERRORS.missingPermission ||
    (error === 'bad credential' && verifyOfInactive === 'describe');
  if (!isKnown || account !== owner) return API_ERRORS.invalidToken;
  const [first] = tokens;
  const id = hasField(first, 'id') ? first.id : '70c00000000000000000000000000006';
  const message = { code: 10000, message: 'This API Token is valid and active', type: null };
  return successResponse(self ?? { id, status: 'active' }, { messages: [message] });
}

/** Observed: not paged. A guess: which groups an account's tokens may have, and how `name` matches. */
function listPermissionGroups(
  query: URLSearchParams,
  account: string | null,
  { groupNameMatch }: Switches,
): EmulatedResponse {
  const name = query.get('name');
  const scope = query.get('scope');
  const matches = (group: string, wanted: string) =>
    groupNameMatch === 'whole' ? group === wanted : group.includes(wanted);
  const result = PERMISSION_GROUPS.filter(
    (group) =>
      (account === null || !group.scopes.includes(USER_SCOPE)) &&
      (name === null || matches(group.name, name)) &&
      (scope === null || group.scopes.includes(scope)),
  );
  const count = result.length;
  return successResponse(result, {
    result_info: { page: 1, per_page: count, total_pages: 1, count, total_count: count },
  });
}

function hasField<Key extends string>(row: unknown, key: Key): row is Record<Key, unknown> {
  return typeof row === 'object' && row !== null && key in row;
}
