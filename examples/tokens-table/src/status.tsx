import type { TokenStatus } from './generated/graphql.ts';

const WORDS: Readonly<Record<TokenStatus, string>> = {
  ACTIVE: 'Active',
  DISABLED: 'Disabled',
  EXPIRED: 'Expired',
  REVOKED: 'Revoked',
  UNKNOWN: 'Unknown',
};

export function Status({ status }: { readonly status: TokenStatus | null | undefined }) {
  if (!status) return <span className="muted">Not reported</span>;
  return <span className={`status ${status.toLowerCase()}`}>{WORDS[status]}</span>;
}
