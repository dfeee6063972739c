import type { Failure } from './failure.ts';
import type { UpstreamStats } from './upstream-stats.ts';

/** An operation of a hundred pages can fail in as many ways; a few are enough to look for. */
const MAX_REASONS = 5;

/** Keeps for the operator what lies behind a failure. */
export function noteReason({ reasons }: UpstreamStats, failure: Failure): void {
  const reason = reasonOf(failure);
  if (reason !== null && reasons.size < MAX_REASONS) reasons.add(reason);
}

/**
 * Cloudflare's status, its codes and the ray, or the system's code. Codes
 * alone, since a message may quote anything. Null where the failure's own code
 * says all there is.
 */
function reasonOf({ cloudflare, cause }: Failure): string | null {
  if (cloudflare === undefined) return systemCode(cause);
  const { status, errors, rayId } = cloudflare;
  const codes = errors.map(({ code }) => `code ${code}`);
  const ray = rayId !== null && CLEAN_RAY.test(rayId) ? [`ray ${rayId}`] : [];
  return [`HTTP ${status}`, ...codes, ...ray].join(', ');
}

const CLEAN_RAY = /^[0-9a-f]{16}(-[A-Z]{3})?$/;
const CODE = /^[A-Z][A-Z0-9_]*$/;

/** `ECONNREFUSED` and the like: the innermost, which names what happened and not who met it. */
function systemCode(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  const inner = systemCode(cause.cause);
  if (inner !== null) return inner;
  const code: unknown = 'code' in cause ? cause.code : null;
  return typeof code === 'string' && CODE.test(code) ? code : null;
}
