import type { FindingSeverity, TokenFindingKind } from './generated/graphql.ts';

/** The kinds of findings, the worst first, in the page's words. */
export const FINDINGS: Readonly<Record<TokenFindingKind, readonly [string, FindingSeverity]>> = {
  EXPOSED: ['Exposed', 'CRITICAL'],
  CREATES_TOKENS: ['Creates tokens', 'HIGH'],
  ACTIVE_PAST_EXPIRY: ['Active past expiry', 'HIGH'],
  BROAD_WRITE: ['Broad write', 'HIGH'],
  USABLE_FROM_ANYWHERE: ['Usable anywhere', 'MEDIUM'],
  NEVER_EXPIRES: ['Never expires', 'MEDIUM'],
  UNUSED: ['Unused', 'MEDIUM'],
  EXPIRES_SOON: ['Expires soon', 'LOW'],
  DEPRECATED_PERMISSION: ['Deprecated permission', 'LOW'],
  BLOCKED_EVERYWHERE: ['Blocked everywhere', 'LOW'],
};

export const KINDS = Object.keys(FINDINGS) as readonly TokenFindingKind[];

export const SEVERITIES: Readonly<Record<FindingSeverity, string>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
};
