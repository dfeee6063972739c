import type { CloudflareNotice, Failure } from './failure.ts';
import type { UpstreamStats } from './upstream-stats.ts';

/** An operation of a hundred pages can fail in as many ways. A few reasons are enough to start from. */
const MAX_REASONS = 5;

/** Records the cause of a failure for the log. */
export function noteReason({ reasons }: UpstreamStats, failure: Failure): void {
  const reason = reasonOf(failure);
  if (reason !== null && reasons.size < MAX_REASONS) reasons.add(reason);
}

/**
 * Cloudflare's status, error codes and ray, or the system's error code. No messages of the API,
 * since a message may quote anything. Null if the failure's own code says all there is.
 */
function reasonOf({ cloudflare, logDetail, cause }: Failure): string | null {
  if (cloudflare === undefined) return logDetail ?? systemCode(cause);
  const { status, errors, rayId } = cloudflare;
  const codes = allCodes(errors).filter((code) => code !== status);
  const ray = rayId !== null && CLEAN_RAY.test(rayId) ? [`ray ${rayId}`] : [];
  return [
    `HTTP ${status}`,
    ...codes.map((code) => `code ${code}`),
    ...(logDetail === undefined ? [] : [logDetail]),
    ...ray,
  ].join(', ');
}

/** The codes of all errors, those of their causes included. */
function allCodes(errors: readonly CloudflareNotice[]): readonly number[] {
  return errors.flatMap(({ code, errorChain = [] }) => [code, ...allCodes(errorChain)]);
}

const CLEAN_RAY = /^[0-9a-f]{16}(-[A-Z]{3})?$/;
const CODE = /^[A-Z][A-Z0-9_]*$/;

/** For example `ECONNREFUSED`. The innermost cause has the code of the original error. */
function systemCode(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  const inner = systemCode(cause.cause);
  if (inner !== null) return inner;
  const code: unknown = 'code' in cause ? cause.code : null;
  return typeof code === 'string' && CODE.test(code) ? code : null;
}
