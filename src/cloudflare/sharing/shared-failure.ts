import { Failure } from '../../model/failure.ts';
import type { SharedFailure } from '../../model/rate-limit-store.ts';

/** Enough of them to tell what has happened. */
const MAX_CODES = 10;

/** What the other replicas get to know of one of Cloudflare's errors: no text of it. */
export function toSharedFailure({ cloudflare }: Failure, endsInMs: number): SharedFailure {
  const codes = cloudflare?.errors.map(({ code }) => code).slice(0, MAX_CODES) ?? [];
  return { endsInMs, status: cloudflare?.status ?? 0, codes };
}

/** The same error, for the callers of this replica. */
export function fromSharedFailure(
  code: 'RATE_LIMITED' | 'UNAUTHENTICATED',
  { endsInMs, status, codes }: SharedFailure,
): Failure {
  const retryAfter = Math.ceil(endsInMs / 1_000);
  const errors = codes.map((each) => ({ code: each, message: SEEN_ELSEWHERE }));
  const cloudflare = { status, rayId: null, errors, messages: [] };
  const details = { ...(status > 0 && { cloudflare }) };
  if (code === 'UNAUTHENTICATED') return new Failure(code, REJECTED, details);
  const message = `Cloudflare blocks this credential's calls; try again in ${retryAfter} s.`;
  return new Failure(code, message, { ...details, retryAfter, isTransient: true });
}

const SEEN_ELSEWHERE = 'Another replica of the gateway has received this error.';
const REJECTED =
  'Cloudflare does not accept the credential, as another replica of the gateway has seen.';
