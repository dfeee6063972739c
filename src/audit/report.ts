import { type AuditFinding, compareFindings } from './audit-finding.ts';
import type { ReadTokens } from './read-list.ts';

/** What was read of the tokens of a user (null) or of an account. */
export interface ListReport extends ReadTokens {
  readonly account: string | null;
}

/** What the formats print. */
export interface AuditReport {
  /** Whether every list was read as a whole. */
  readonly isComplete: boolean;
  readonly lists: readonly ListReport[];
  /** Without those of the baseline, in their order. */
  readonly findings: readonly AuditFinding[];
  /** How many findings are left out, because the baseline has them. */
  readonly known: number;
}

export function isWhole({ unreadable, problems }: ReadTokens): boolean {
  return unreadable === 0 && problems.length === 0;
}

/** Of all lists, in their order. */
export function findingsIn(lists: readonly ListReport[]): readonly AuditFinding[] {
  return lists
    .flatMap(({ account, tokens }) =>
      tokens.flatMap(({ tokenId, name: tokenName, findings }) =>
        findings.map((finding) => ({ ...finding, tokenId, tokenName, account })),
      ),
    )
    .sort(compareFindings);
}

/** One sentence for readers of an output without findings: it must not say more than was read. */
export function nothingFound({ isComplete, lists, known }: AuditReport): string {
  const what = known > 0 ? 'No new findings' : 'No findings';
  const sentence = `${what} in ${countOf(lists.flatMap(({ tokens }) => tokens))}.`;
  return isComplete ? sentence : `${INCOMPLETE} ${sentence}`;
}

export function countOf({ length }: ReadTokens['tokens']): string {
  return length === 1 ? '1 token' : `${length} tokens`;
}

export const INCOMPLETE = 'Incomplete: not everything could be read.';
