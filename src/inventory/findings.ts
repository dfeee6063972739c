import { compareInstants, type Instant } from '../lib/instant.ts';
import type { Token } from '../model/token.ts';
import type { Blame, FindingRule, FindingSeverity } from './finding-rule.ts';
import { POLICY_RULES } from './policy-rules.ts';
import { TOKEN_RULES } from './token-rules.ts';

/** Findings are facts about one token for a reviewer, not a verdict: deny policies are not subtracted. */
export interface Finding extends Blame {
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
}

/** The worst first: in the order of severity, then of the schema's enum. */
const RULES = {
  EXPOSED: TOKEN_RULES.EXPOSED,
  CREATES_TOKENS: POLICY_RULES.CREATES_TOKENS,
  ACTIVE_PAST_EXPIRY: TOKEN_RULES.ACTIVE_PAST_EXPIRY,
  BROAD_WRITE: POLICY_RULES.BROAD_WRITE,
  USABLE_FROM_ANYWHERE: TOKEN_RULES.USABLE_FROM_ANYWHERE,
  NEVER_EXPIRES: TOKEN_RULES.NEVER_EXPIRES,
  UNUSED: TOKEN_RULES.UNUSED,
  EXPIRES_SOON: TOKEN_RULES.EXPIRES_SOON,
  DEPRECATED_PERMISSION: POLICY_RULES.DEPRECATED_PERMISSION,
  BLOCKED_EVERYWHERE: TOKEN_RULES.BLOCKED_EVERYWHERE,
} as const satisfies Readonly<Record<string, FindingRule>>;

export type FindingKind = keyof typeof RULES;

export const FINDING_KINDS = Object.keys(RULES) as readonly FindingKind[];

export function severityOf(kind: FindingKind): FindingSeverity {
  return RULES[kind].severity;
}

/** Whether a token has a finding of this kind. */
export function hasFinding(token: Token, kind: FindingKind, now: Instant): boolean {
  return RULES[kind].isFound(token, now);
}

/** A token's findings of these kinds, the worst first; findings of one kind in the order of the policies. */
export function findingsOf(
  token: Token,
  now: Instant,
  kinds: readonly FindingKind[] = FINDING_KINDS,
): readonly Finding[] {
  const known = lastFindings.get(token);
  const isKnown = known !== undefined && compareInstants(known.now, now) === 0;
  const all = isKnown ? known.findings : allFindings(token, now);
  lastFindings.set(token, { now, findings: all });
  return all.filter(({ kind }) => kinds.includes(kind));
}

/** Of each token, while it is cached: 29 aliases of the field find everything once. */
const lastFindings = new WeakMap<Token, { now: Instant; findings: readonly Finding[] }>();

function allFindings(token: Token, now: Instant): readonly Finding[] {
  return FINDING_KINDS.flatMap((kind) => {
    const { severity, blames } = RULES[kind];
    return blames(token, now).map((blame) => ({ kind, severity, ...blame }));
  });
}
