import type { EmulatedAccount } from './accounts.ts';
import { PERMISSION_GROUPS } from './permission-groups.ts';
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
  account: EmulatedAccount,
  switches: Switches,
): EmulatedResponse {
  if (path === '/user/tokens/verify') return verify(account);
  if (account.error === 'bad credential') return badCredentialResponse(path, switches);
  if (account.error !== null) return account.error;
  if (path === '/user/tokens') return listTokens(query, account, switches);
  if (path === '/user/tokens/permission_groups') return listPermissionGroups(query);
  const [, id] = /^\/user\/tokens\/([^/]+)$/.exec(path) ?? [];
  return id === undefined ? API_ERRORS.unknownPath : tokenDetails(id, account);
}

/** One response to unknown, expired and disabled credentials: no record shows a difference. */
export function badCredentialResponse(path: string, { badCredential }: Switches): EmulatedResponse {
  const isVerify = path === '/user/tokens/verify';
  return isVerify || badCredential === 'invalid API token'
    ? API_ERRORS.invalidToken
    : API_ERRORS.unknownCredential;
}

function listTokens(
  query: URLSearchParams,
  account: EmulatedAccount,
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

  const listed = account.tokens.filter((row) => includeExpired === 'true' || !isExpired(row));
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

function tokenDetails(id: string, account: EmulatedAccount): EmulatedResponse {
  const wanted = decodeURIComponent(id);
  const token = account.tokens.find((row) => hasField(row, 'id') && row.id === wanted);
  return token === undefined ? API_ERRORS.unknownToken : successResponse(token);
}

/** Needs no permission (documented); account-owned tokens are unknown here (observed). */
function verify({ tokens, error }: EmulatedAccount): EmulatedResponse {
  const isKnown = error === null || error === API_ERRORS.missingPermission;
  if (!isKnown) return API_ERRORS.invalidToken;
  const [first] = tokens;
  const id = hasField(first, 'id') ? first.id : '70c00000000000000000000000000006';
  const message = { code: 10000, message: 'This API Token is valid and active', type: null };
  return successResponse({ id, status: 'active' }, { messages: [message] });
}

function listPermissionGroups(query: URLSearchParams): EmulatedResponse {
  const name = query.get('name');
  const scope = query.get('scope');
  const result = PERMISSION_GROUPS.filter(
    (group) =>
      (name === null || group.name === name) && (scope === null || group.scopes.includes(scope)),
  );
  const count = result.length;
  return successResponse(result, {
    result_info: { page: 1, per_page: count, total_pages: 1, count, total_count: count },
  });
}

function hasField<Key extends string>(row: unknown, key: Key): row is Record<Key, unknown> {
  return typeof row === 'object' && row !== null && key in row;
}
