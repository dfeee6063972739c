import type { Instant } from '../lib/instant.ts';
import type { Token, TokenPolicy } from '../model/token.ts';

/** The worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type FindingSeverity = (typeof SEVERITIES)[number];

/** What a finding says beside its kind. */
export interface Blame {
  /** One sentence with the facts: dates, permission groups, resources. */
  readonly message: string;
  /** The policy that is to blame, if one is. */
  readonly policyId: string | null;
}

/** A filter and a summary ask thousands of tokens only whether there is a finding, so that needs no text. */
export interface FindingRule {
  readonly severity: FindingSeverity;
  readonly isFound: (token: Token, now: Instant) => boolean;
  readonly blames: (token: Token, now: Instant) => readonly Blame[];
}

export function onToken(
  severity: FindingSeverity,
  isFound: FindingRule['isFound'],
  messageOf: (token: Token, now: Instant) => string,
): FindingRule {
  return {
    severity,
    isFound,
    blames: (token, now) =>
      isFound(token, now) ? [{ message: messageOf(token, now), policyId: null }] : [],
  };
}

/** One finding for each policy that is to blame. */
export function onPolicy(
  severity: FindingSeverity,
  isToBlame: (policy: TokenPolicy, now: Instant) => boolean,
  messageOf: (policy: TokenPolicy, now: Instant) => string,
): FindingRule {
  return {
    severity,
    isFound: ({ policies }, now) => policies.some((policy) => isToBlame(policy, now)),
    blames: ({ policies }, now) =>
      policies
        .filter((policy) => isToBlame(policy, now))
        .map((policy) => ({ message: messageOf(policy, now), policyId: policy.id })),
  };
}
