import { type CloudflareNotice, Failure } from '../model/failure.ts';
import type { Token } from '../model/token.ts';
import { isTokenId } from '../model/token-id.ts';
import type {
  Caller,
  PageRequest,
  PermissionGroups,
  TokenList,
  TokenPage,
  TokenSource,
} from '../model/token-source.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';
import type { Reader, Snapshot, Target } from './call.ts';
import {
  readPageInfo,
  readPermissionGroups,
  readTokenDetails,
  readTokenRows,
} from './decode/tokens.ts';
import { totalOf } from './decode/total.ts';
import { createLastPages } from './last-pages.ts';
import { createLengths } from './list-lengths.ts';

/**
 * Cloudflare's REST API as a source of tokens: the only place that spells a
 * URL. `isCaching`: whether pages that were read may be served again.
 */
export function createClient(read: Reader, isCaching: boolean): TokenSource {
  const lengths = createLengths();
  const lastPages = isCaching ? createLastPages() : null;

  async function readAll<T>(caller: Caller, targets: readonly Target<T>[]): Promise<Snapshot<T>> {
    const snapshot = await read({ caller, targets });
    caller.stats.pages += targets.length;
    for (const { messages } of snapshot.answers) noteMessages(caller.stats, messages);
    return snapshot;
  }

  return {
    async listTokens(caller, list, requests) {
      const targets = requests.map((request) => pageOf(list, request));
      const { answers, fromCache } = await readAll(caller, targets);
      const pages = answers.map(({ value }) => value);
      for (const [index, request] of requests.entries()) {
        const page = pages[index];
        if (page) lengths.note(caller.credential, list, request, page);
      }
      if (!fromCache) lastPages?.note(caller.credential, list, requests);
      return { pages, fromCache };
    },

    lastLength: ({ credential }, list) => lengths.last(credential, list),
    lastPages: ({ credential }, list) => lastPages?.of(credential, list) ?? null,

    async getToken(caller, id) {
      if (!isTokenId(id)) return null;
      const path = `/user/tokens/${encodeURIComponent(id)}`;
      const target: Target<Token> = {
        path,
        endpoint: '/user/tokens/{token_id}',
        decode: ({ result }) => requireId(readTokenDetails(result), id),
      };
      try {
        const { answers } = await readAll(caller, [target]);
        return answers[0]?.value ?? null;
      } catch (error) {
        if (error instanceof Failure && isUnknownToken(error)) return null;
        throw error;
      }
    },

    async listPermissionGroups(caller) {
      const { answers } = await readAll(caller, [PERMISSION_GROUPS]);
      return answers[0]?.value ?? new Map();
    },
  };
}

/**
 * The catalogue is the same for weeks: in 2026 it grew from 395 groups to 413. Ten minutes spare
 * nearly every call, and are no longer than people wait for a new group to show anyway.
 */
const PERMISSION_GROUPS_TTL_MS = 600_000;

/** One page, whatever its length: Cloudflare's own client does not page it either. */
const PERMISSION_GROUPS: Target<PermissionGroups> = {
  path: '/user/tokens/permission_groups',
  endpoint: '/user/tokens/permission_groups',
  ttlMs: PERMISSION_GROUPS_TTL_MS,
  decode: ({ result }) => readPermissionGroups(result),
};

function pageOf({ direction, includeExpired }: TokenList, request: PageRequest): Target<TokenPage> {
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
      const rows = readTokenRows(result);
      return { rows, totalCount: totalOf(request, rows.length, readPageInfo(resultInfo)) };
    },
  };
}

/** Pages of one list say the same; it is said once. */
function noteMessages({ messages }: UpstreamStats, added: readonly CloudflareNotice[]): void {
  for (const notice of added) {
    const isKnown = messages.some(
      ({ code, message }) => code === notice.code && message === notice.message,
    );
    if (!isKnown) messages.push(notice);
  }
}

function requireId(token: Token, id: string): Token {
  if (token.id === id) return token;
  const message = "Cloudflare's answer: result.id: expected the id that was asked for, got another";
  throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

/** 404 inside Cloudflare's envelope; a bare 404 page comes from something that is not this API. */
function isUnknownToken({ cloudflare }: Failure): boolean {
  return cloudflare?.status === 404 && cloudflare.errors.length > 0;
}
