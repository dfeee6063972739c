import { FINDING_KINDS, type Finding } from '../inventory/findings.ts';

/** A finding with the token that it is about. */
export interface AuditFinding extends Finding {
  /** Cloudflare's own id of the token. */
  readonly tokenId: string;
  readonly tokenName: string | null;
  /** The account that the token belongs to; null: it belongs to a user. */
  readonly account: string | null;
}

/** The worst first; then by the names that people look for. The order of Cloudflare's list has no effect. */
export function compareFindings(one: AuditFinding, other: AuditFinding): number {
  return (
    FINDING_KINDS.indexOf(one.kind) - FINDING_KINDS.indexOf(other.kind) ||
    compareTexts(orderOf(one), orderOf(other))
  );
}

function orderOf(finding: AuditFinding): readonly string[] {
  const { account, tokenName, tokenId, policyId, message } = finding;
  return [account ?? '', tokenName ?? '', tokenId, policyId ?? '', message];
}

/** By code unit: the same on machines of every language. */
function compareTexts(some: readonly string[], others: readonly string[]): number {
  for (const [index, text] of some.entries()) {
    const other = others[index] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
