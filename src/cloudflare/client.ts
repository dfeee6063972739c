import { type CloudflareNotice, Failure } from '../model/failure.ts';
import type { Journal } from '../model/journal.ts';
import type { Token } from '../model/token.ts';
import type {
  Caller,
  PageRequest,
  TokenList,
  TokenPage,
  TokenSource,
} from '../model/token-source.ts';
import type { Picture, Reader, Target } from './exchange.ts';
import { totalOf } from './total.ts';
import { readPageInfo, readTokenDetails, readTokenRows } from './wire.ts';

/** Cloudflare's REST API as a source of tokens: the only place that spells a URL. */
export function createClient(read: Reader): TokenSource {
  async function readAll<T>(caller: Caller, targets: readonly Target<T>[]): Promise<Picture<T>> {
    const picture = await read({ caller, targets });
    for (const { messages } of picture.answers) noteMessages(caller.journal, messages);
    return picture;
  }

  return {
    async listTokens(caller, list, requests) {
      const targets = requests.map((request) => pageOf(list, request));
      const { answers, isKept } = await readAll(caller, targets);
      return { pages: answers.map(({ value }) => value), isKept };
    },

    async getToken(caller, id) {
      if (!canNameToken(id)) return null;
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
  };
}

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
function noteMessages({ messages }: Journal, added: readonly CloudflareNotice[]): void {
  for (const notice of added) {
    const isKnown = messages.some(
      ({ code, message }) => code === notice.code && message === notice.message,
    );
    if (!isKnown) messages.push(notice);
  }
}

/** Cloudflare's limit for a token's identifier tag, in characters. */
const MAX_ID_LENGTH = 32;

/** What stands at `/user/tokens/…` beside tokens, and the steps that would leave that folder. */
const RESERVED_IDS = new Set(['verify', 'permission_groups', '.', '..']);

/** False for what no token can be called: asking would read something else, or nothing. */
function canNameToken(id: string): boolean {
  return id !== '' && id.length <= MAX_ID_LENGTH && id.isWellFormed() && !RESERVED_IDS.has(id);
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
