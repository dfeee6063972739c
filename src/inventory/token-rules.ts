import { compareInstants, daysAfter, type Instant } from '../lib/instant.ts';
import type { Token } from '../model/token.ts';
import { dateOf } from './dates.ts';
import { onToken } from './finding-rule.ts';
import { day, span } from './finding-words.ts';
import { ipRestrictionOf } from './ip-restriction.ts';
import { isUnusedFor } from './unused.ts';

/** After so many days without use, a token counts as unused. */
const UNUSED_DAYS = 90;
/** A token that expires within so many days expires soon. */
const SOON_DAYS = 30;

/** The findings that no single policy is to blame for. */
export const TOKEN_RULES = {
  EXPOSED: onToken(
    'CRITICAL',
    ({ isExposed }) => isExposed,
    () => 'Cloudflare revoked it: its secret was found in public.',
  ),
  ACTIVE_PAST_EXPIRY: onToken(
    'HIGH',
    isPastExpiry,
    (token, now) =>
      `It is active, although it expired on ${day(token.expiresOn)} (${span(dateOf(token, 'expiresOn'), now)} ago).`,
  ),
  USABLE_FROM_ANYWHERE: onToken(
    'MEDIUM',
    (token) => isActive(token) && ipRestrictionOf(token.condition) === 'NONE',
    () => 'It can be used from any address.',
  ),
  NEVER_EXPIRES: onToken(
    'MEDIUM',
    (token) => isActive(token) && dateOf(token, 'expiresOn') === null,
    ({ issuedOn }) => `It never expires. It was issued on ${day(issuedOn)}.`,
  ),
  UNUSED: onToken(
    'MEDIUM',
    (token, now) => isActive(token) && isUnusedFor(token, UNUSED_DAYS, now),
    unusedMessage,
  ),
  EXPIRES_SOON: onToken(
    'LOW',
    isSoonExpiring,
    (token, now) =>
      `It expires on ${day(token.expiresOn)} (in ${span(now, dateOf(token, 'expiresOn'))}).`,
  ),
  BLOCKED_EVERYWHERE: onToken(
    'LOW',
    ({ condition }) => ipRestrictionOf(condition) === 'BLOCKS_ALL',
    () => 'It can be used from no address: its list of allowed addresses is empty.',
  ),
};

function isActive({ status }: Token): boolean {
  return status === 'ACTIVE';
}

function isPastExpiry(token: Token, now: Instant): boolean {
  const expiry = isActive(token) ? dateOf(token, 'expiresOn') : null;
  return expiry !== null && compareInstants(expiry, now) < 0;
}

function isSoonExpiring(token: Token, now: Instant): boolean {
  const expiry = isActive(token) ? dateOf(token, 'expiresOn') : null;
  if (expiry === null || compareInstants(expiry, now) < 0) return false;
  return compareInstants(expiry, daysAfter(now, SOON_DAYS)) <= 0;
}

function unusedMessage(token: Token, now: Instant): string {
  const lastUsed = dateOf(token, 'lastUsedOn');
  return lastUsed === null
    ? `Never used since it was issued on ${day(token.issuedOn)} (${span(dateOf(token, 'issuedOn'), now)}).`
    : `Not used since ${day(token.lastUsedOn)} (${span(lastUsed, now)}).`;
}
