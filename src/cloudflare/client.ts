import { randomInt } from 'node:crypto';

import type { LogicalClock } from '../lib/logical-clock.ts';
import { type CloudflareNotice, Failure } from '../model/failure.ts';
import type { Rejections } from '../model/rejections.ts';
import type { Token } from '../model/token.ts';
import { isSameTokenId, isTokenId } from '../model/token-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type {
  Caller,
  PageRequest,
  PermissionGroups,
  TokenPage,
  TokenSource,
} from '../model/token-source.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';
import type { ApiRequest, Read, Snapshot } from './call.ts';
import { isNotFound, isPageRefusal } from './decode/api-error.ts';
import { decodeCatalogue } from './decode/permission-group.ts';
import { decodeResultInfo, pageDifference } from './decode/result-info.ts';
import { decodeTokenDetails, decodeTokenRows } from './decode/token.ts';
import { createLastPages } from './last-pages.ts';
import { createListLengths } from './list-lengths.ts';

/**
 * Cloudflare's REST API as a source of tokens: the only place that spells a URL. `isCaching`:
 * whether the pages that `read` returns are cached. The clock is the one that `read` counts with.
 */
export function createClient(
  read: Read,
  clock: LogicalClock,
  rejections: Rejections,
  isCaching: boolean,
): TokenSource {
  const lengths = createListLengths(rejections);
  const lastPages = isCaching ? createLastPages(rejections) : null;

  async function readAll<T>(
    caller: Caller,
    requests: readonly ApiRequest<T>[],
  ): Promise<Snapshot<T>> {
    const snapshot = await read({ caller, requests });
    caller.stats.pages += requests.length;
    for (const { messages } of snapshot.responses) addMessages(caller.stats, messages);
    return snapshot;
  }

  return {
    instance: randomInt(2 ** 32),
    clock,

    async listTokens(caller, list, pageRequests) {
      const requests = pageRequests.map((request) => pageOf(list, request));
      const snapshot = await readAll(caller, requests);
      const { responses, fromCache, startedAt, completedAt } = snapshot;
      const pages = responses.map(({ value }) => value);
      lengths.note(caller.credential, list, pageRequests, { pages, startedAt });
      if (!fromCache) lastPages?.note(caller.credential, list, pageRequests, startedAt);
      return { pages, fromCache, completedAt, read: snapshot };
    },

    lastLength: ({ credential }, list) => lengths.last(credential, list),
    lastPages: ({ credential }, list) => lastPages?.of(credential, list) ?? null,

    async getToken(caller, id) {
      if (!isTokenId(id)) return null;
      const request: ApiRequest<Token> = {
        path: `/user/tokens/${encodeURIComponent(id)}`,
        endpoint: '/user/tokens/{token_id}',
        decode: ({ result }) => requireId(decodeTokenDetails(result), id),
      };
      try {
        const { responses } = await readAll(caller, [request]);
        return responses[0]?.value ?? null;
      } catch (error) {
        if (error instanceof Failure && isNotFound(error)) return null;
        throw error;
      }
    },

    async listPermissionGroups(caller) {
      const { responses } = await readAll(caller, [CATALOGUE]);
      return responses[0]?.value ?? new Map();
    },
  };
}

/**
 * The catalogue stays the same for weeks: in 2026 it grew from 395 groups to 413. Ten minutes save
 * nearly every call, and are no longer than people wait for a new group to show anyway.
 */
const CATALOGUE_TTL_MS = 600_000;

/** One page of any length: Cloudflare's own client does not page it either. */
const CATALOGUE: ApiRequest<PermissionGroups> = {
  path: '/user/tokens/permission_groups',
  endpoint: '/user/tokens/permission_groups',
  ttlMs: CATALOGUE_TTL_MS,
  decode: ({ result }) => decodeCatalogue(result),
};

/** Every property of the list is a parameter here; `test/loading/list-identity.test.ts` notices one that is missing. */
function pageOf(
  { direction, includeExpired }: TokenList,
  request: PageRequest,
): ApiRequest<TokenPage> {
  const query = new URLSearchParams({
    page: String(request.page),
    per_page: String(request.perPage),
    direction: direction.toLowerCase(),
    ...(includeExpired && { include_expired: 'true' }),
  });
  return {
    path: `/user/tokens?${query}`,
    endpoint: '/user/tokens',
    decode({ result, resultInfo }) {
      const rows = decodeTokenRows(result);
      const info = decodeResultInfo(resultInfo);
      const difference = pageDifference(request, rows.length, info);
      const isRequested = difference !== 'EARLIER_PAGE';
      return {
        rows: isRequested ? rows : [],
        totalCount: info.totalCount,
        difference,
        refusal: null,
      };
    },
    // A list that has become shorter may refuse a page that it had before.
    recover: (failure) =>
      request.page > 1 && isPageRefusal(failure)
        ? { rows: [], totalCount: null, difference: null, refusal: failure }
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
