import type { TokenOrderField } from './generated/graphql.ts';

interface Column {
  readonly title: string;
  /** The order of the gateway that the column sorts by; null: it has none. */
  readonly orderBy: TokenOrderField | null;
}

export const COLUMNS = [
  { title: 'Token', orderBy: 'NAME' },
  { title: 'Findings', orderBy: null },
  { title: 'Status', orderBy: null },
  { title: 'Last used', orderBy: 'LAST_USED_ON' },
  { title: 'Expires', orderBy: 'EXPIRES_ON' },
  { title: 'Issued', orderBy: 'ISSUED_ON' },
  { title: 'Changed', orderBy: 'MODIFIED_ON' },
] as const satisfies readonly Column[];
