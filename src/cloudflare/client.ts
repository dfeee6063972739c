import { Failure } from '../model/failure.ts';
import type { Token } from '../model/token.ts';
import type { Caller, TokenSource } from '../model/token-source.ts';
import { type Envelope, openEnvelope } from './envelope.ts';
import type { Exchange } from './exchange.ts';
import { totalOf } from './total.ts';
import { readPageInfo, readTokenDetails, readTokenRows } from './wire.ts';

export interface ClientPorts {
  readonly exchange: Exchange;
  /** Milliseconds since the epoch; `Retry-After` dates are measured against it. */
  readonly now: () => number;
}

/** Cloudflare's REST API as a source of tokens: the only place that spells a URL. */
export function createClient({ exchange, now }: ClientPorts): TokenSource {
  async function get(caller: Caller, path: string): Promise<Envelope> {
    const { credential, signal } = caller;
    const answer = await exchange({ path, credential, signal });
    return openEnvelope(answer, { nowMs: now(), secret: credential.reveal() });
  }

  return {
    async listTokens(caller, { direction, includeExpired }, request) {
      const query = new URLSearchParams({
        page: String(request.page),
        per_page: String(request.perPage),
        direction: direction.toLowerCase(),
        ...(includeExpired && { include_expired: 'true' }),
      });
      const { result, resultInfo } = await get(caller, `/user/tokens?${query}`);
      const rows = readTokenRows(result);
      return { rows, totalCount: totalOf(request, rows.length, readPageInfo(resultInfo)) };
    },

    async getToken(caller, id) {
      if (!canNameToken(id)) return null;
      try {
        const { result } = await get(caller, `/user/tokens/${encodeURIComponent(id)}`);
        return requireId(readTokenDetails(result), id);
      } catch (error) {
        if (error instanceof Failure && isUnknownToken(error)) return null;
        throw error;
      }
    },
  };
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
