import { compareInstants, daysAfter, type Instant } from '../lib/instant.ts';
import type { Token } from '../model/token.ts';
import { dateOf } from './dates.ts';

/** Whether a token was issued at least so many days ago, and has not been used since then. */
export function isUnusedFor(token: Token, days: number, now: Instant): boolean {
  const start = daysAfter(now, -days);
  const issued = dateOf(token, 'issuedOn');
  const lastUsed = dateOf(token, 'lastUsedOn');
  if (issued === null || compareInstants(issued, start) > 0) return false;
  return lastUsed === null || compareInstants(lastUsed, start) < 0;
}
