import { plainJson } from '../lib/plain-text.ts';
import { type AuditReport, isWhole } from './report.ts';

export function printFindingsJson({ isComplete, lists, findings }: AuditReport): string {
  const report = {
    complete: isComplete,
    lists: lists.map((list) => ({
      account: list.account,
      complete: isWhole(list),
      tokens: list.tokens.length,
      unreadable: list.unreadable,
      problems: list.problems,
    })),
    findings: findings.map(
      ({ severity, kind, message, account, tokenId, tokenName, policyId }) => ({
        severity,
        kind,
        message,
        account,
        tokenId,
        tokenName,
        policyId,
      }),
    ),
  };
  return `${plainJson(report)}\n`;
}
