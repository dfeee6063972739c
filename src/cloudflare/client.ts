import { randomInt } from 'node:crypto';

import type { LogicalClock } from '../lib/logical-clock.ts';
import type { TokenFamily } from '../model/credential.ts';
import { type CloudflareNotice, Failure } from '../model/failure.ts';
import type { Rejections } from '../model/rejections.ts';
import type { CredentialDetails, Token } from '../model/token.ts';
import { isSameTokenId, isTokenId } from '../model/token-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type {
  PageRequest,
  PermissionGroupFilter,
  PermissionGroupRow,
  ReadOptions,
  TokenPage,
  TokenSource,
} from '../model/token-source.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';
import { isNotFound, isPageError } from './decode/api-error.ts';
import { decodeCredential } from './decode/credential.ts';
import {
  explainAccountError,
  explainAccountVerifyError,
  explainUserVerifyError,
  isUnknownToVerify,
} from './decode/endpoint-error.ts';
import { decodeCatalogue } from './decode/permission-group.ts';
import { decodeResultInfo, pageDifference } from './decode/result-info.ts';
import { decodeTokenDetails, decodeTokenRows } from './decode/token.ts';
import { createLastPages } from './last-pages.ts';
import { createListLengths } from './list-lengths.ts';
import type { ApiRequest, Read, Snapshot } from './types.ts';

/**
 * Cloudflare's REST API as a source of tokens: the only place that spells a URL. `isCaching`:
 * whether the pages that `read` returns are cached. The clock is the one that `read` counts with.
 */
export function createClient(
  read: Read,
  logicalClock: LogicalClock,
  rejections: Rejections,
  isCaching: boolean,
): TokenSource {
  const lengths = createListLengths(rejections);
  const lastPages = isCaching ? createLastPages(rejections) : null;

  async function readAll<T>(
    options: ReadOptions,
    requests: readonly ApiRequest<T>[],
  ): Promise<Snapshot<T>> {
    const snapshot = await read({ options, requests });
    options.stats.pages += requests.length;
    for (const { messages } of snapshot.responses) addMessages(options.stats, messages);
    return snapshot;
  }

  async function readOne<T>(options: ReadOptions, request: ApiRequest<T>): Promise<T> {
    const { responses } = await readAll(options, [request]);
    const [response] = responses;
    if (response === undefined) throw new Error('a request has no response');
    return response.value;
  }

  /**
   * Verify says the same of tokens of the other family and of invalid ones. A list tells them apart:
   * it throws if Cloudflare rejects the credential, or cannot answer.
   */
  async function requireAcceptance(options: ReadOptions, account: string | null): Promise<void> {
    try {
      await readOne(options, pageOf(PROBE_LIST, PROBE_PAGE));
    } catch (error) {
      const isAccepted = error instanceof Failure && error.code === 'FORBIDDEN';
      // An account's verify says more of a user's token than a list that the token may not read.
      if (!isAccepted || account === null) throw error;
    }
  }

  return {
    instance: randomInt(2 ** 32),
    logicalClock,

    async listTokens(options, list, pageRequests) {
      const requests = pageRequests.map((request) => pageOf(list, request));
      const snapshot = await readAll(options, requests);
      const { responses, fromCache, startedAt, completedAt } = snapshot;
      const pages = responses.map(({ value }) => value);
      lengths.note(options.credential, list, pageRequests, { pages, startedAt });
      if (!fromCache) lastPages?.note(options.credential, list, pageRequests, startedAt);
      return { pages, fromCache, completedAt, read: snapshot };
    },

    lastLength: ({ credential }, list) => lengths.last(credential, list),
    lastPages: ({ credential }, list) => lastPages?.of(credential, list) ?? null,

    async getToken(options, account, id) {
      if (!isTokenId(id)) return null;
      const { path, endpoint, explain } = placeOf(account);
      const request: ApiRequest<Token> = {
        path: `${path}/${encodeURIComponent(id)}`,
        endpoint: `${endpoint}/{token_id}`,
        explain,
        decode: ({ result }) => requireId(decodeTokenDetails(result, account), id),
      };
      try {
        return await readOne(options, request);
      } catch (error) {
        if (error instanceof Failure && isNotFound(error)) return null;
        throw error;
      }
    },

    async listPermissionGroups(options, account, filter) {
      return readOne(options, catalogueOf(account, filter));
    },

    async verifyCredential(options, account) {
      try {
        return await readOne(options, verificationOf(account));
      } catch (error) {
        const isUnknown = error instanceof Failure && isUnknownToVerify(error);
        if (isUnknown && options.credential.family !== otherFamily(account)) {
          await requireAcceptance(options, account);
        }
        throw error;
      }
    },
  };
}

/** Where the tokens of an account are, or those of the credential's user. */
function placeOf(
  account: string | null,
): Pick<ApiRequest<unknown>, 'path' | 'endpoint' | 'explain'> {
  if (account === null) return USER_PLACE;
  return {
    path: `/accounts/${encodeURIComponent(account)}/tokens`,
    endpoint: '/accounts/{account_id}/tokens',
    explain: explainAccountError,
  };
}

const USER_PLACE = { path: '/user/tokens', endpoint: '/user/tokens' } as const;

function otherFamily(account: string | null): TokenFamily {
  return account === null ? 'account' : 'user';
}

function verificationOf(account: string | null): ApiRequest<CredentialDetails> {
  const { path, endpoint } = placeOf(account);
  return {
    path: `${path}/verify`,
    endpoint: `${endpoint}/verify`,
    explain: account === null ? explainUserVerifyError : explainAccountVerifyError,
    decode: ({ result }) => decodeCredential(result),
  };
}

/**
 * The catalogue stays the same for weeks: in 2026 it grew from 395 groups to 413. Ten minutes save
 * nearly every call, and are no longer than people wait for a new group to show anyway.
 */
const CATALOGUE_TTL_MS = 600_000;

/** One page of any length: Cloudflare's own client does not page it either. */
function catalogueOf(
  account: string | null,
  { name, scope }: PermissionGroupFilter,
): ApiRequest<readonly PermissionGroupRow[]> {
  const { path, endpoint, explain } = placeOf(account);
  const query = new URLSearchParams({
    ...(name !== null && { name }),
    ...(scope !== null && { scope }),
  });
  return {
    path: `${path}/permission_groups${query.size > 0 ? `?${query}` : ''}`,
    endpoint: `${endpoint}/permission_groups`,
    explain,
    ttlMs: CATALOGUE_TTL_MS,
    decode: ({ result }) => decodeCatalogue(result),
  };
}

const PROBE_LIST: TokenList = { account: null, direction: 'ASC', includeExpired: false };
const PROBE_PAGE: PageRequest = { page: 1, perPage: 5 };

/** Every property of the list is a parameter here; `test/loading/list-identity.test.ts` notices one that is missing. */
function pageOf(
  { account, direction, includeExpired }: TokenList,
  request: PageRequest,
): ApiRequest<TokenPage> {
  const { path, endpoint, explain } = placeOf(account);
  const query =
    `page=${request.page}&per_page=${request.perPage}&direction=${direction.toLowerCase()}` +
    (includeExpired ? '&include_expired=true' : '');
  return {
    path: `${path}?${query}`,
    endpoint,
    explain,
    decode({ result, resultInfo }) {
      const rows = decodeTokenRows(result, account, request.perPage);
      const info = decodeResultInfo(resultInfo);
      const difference = pageDifference(request, info);
      const isRequested = difference !== 'EARLIER_PAGE';
      return {
        rows: isRequested ? rows : [],
        totalCount: info.totalCount,
        difference,
        failure: null,
      };
    },
    // A list that has become shorter may refuse a page that it had before.
    recover: (failure) =>
      request.page > 1 && isPageError(failure)
        ? { rows: [], totalCount: null, difference: null, failure: failure }
        : null,
  };
}

/** Of one operation, which may read many pages. Cloudflare sends one or two. */
const MAX_MESSAGES = 20;

/** Pages of one list carry the same messages, so each message is added once. */
function addMessages({ messages }: UpstreamStats, added: readonly CloudflareNotice[]): void {
  for (const notice of added) {
    if (messages.length >= MAX_MESSAGES) return;
    const isKnown = messages.some(
      ({ code, message }) => code === notice.code && message === notice.message,
    );
    if (!isKnown) messages.push(notice);
  }
}

function requireId(token: Token, id: string): Token {
  if (isSameTokenId(token.id, id)) return token;
  const message = "Cloudflare's response: result.id: expected the requested id, got another one";
  throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
