import { plainText } from '../lib/plain-text.ts';
import type { AuditFinding } from './audit-finding.ts';
import type { AuditReport } from './report.ts';

const COLUMNS = [
  'severity',
  'kind',
  'tokenId',
  'tokenName',
  'account',
  'policyId',
  'message',
] as const satisfies readonly (keyof AuditFinding)[];

/** RFC 4180: lines end with CRLF, and quotation marks are doubled. */
export function printCsv({ findings }: AuditReport): string {
  const rows = findings.map((finding) => COLUMNS.map((column) => cell(finding[column] ?? '')));
  return [COLUMNS, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Spreadsheets take a cell that begins so for a formula, the full-width forms and behind spaces, too. */
const FORMULA = /^[\s\uFFFD]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** What needs no quotation marks, with any separator that a spreadsheet expects. */
const BARE = /^[\w.:-]*$/;

function cell(value: string): string {
  const plain = plainText(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return BARE.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
