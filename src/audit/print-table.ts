import { styleText } from 'node:util';

import type { FindingSeverity } from '../inventory/finding-rule.ts';
import { plainText } from '../lib/plain-text.ts';
import type { AuditFinding } from './audit-finding.ts';
import { type AuditReport, INCOMPLETE, nothingFound } from './report.ts';

export interface TableLook {
  readonly isColoured: boolean;
  /** The columns of the terminal; null: no terminal, so lines may have any length. */
  readonly width: number | null;
}

export async function printTable(report: AuditReport, look: TableLook): Promise<string> {
  const { findings, isComplete } = report;
  if (findings.length === 0) return `${nothingFound(report)}\n`;
  // Loaded only here: no other format needs it.
  const { table } = await import('table');
  const rows = findings.map((finding) => rowOf(finding, look.isColoured));
  const text = table([[...TABLE_HEAD], ...rows], {
    columnDefault: { paddingLeft: 0, paddingRight: GAP, wrapWord: true },
    columns: look.width === null ? {} : widthsOf(findings, look.width),
    border: BORDER,
    // Output for other programs has one line for each finding, and the head.
    drawHorizontalLine: (index) => index === 1 && look.width !== null,
  });
  const trimmed = text.replace(/ +$/gm, '');
  return isComplete ? trimmed : `${INCOMPLETE}\n${trimmed}`;
}

const TABLE_HEAD = ['SEVERITY', 'FINDING', 'TOKEN', 'MESSAGE'] as const;

function rowOf(finding: AuditFinding, isColoured: boolean): string[] {
  const { severity, kind, message } = finding;
  const shown = isColoured
    ? styleText(COLOURS[severity], severity, { validateStream: false })
    : severity;
  return [shown, kind, tokenOf(finding), plainText(message)];
}

function tokenOf({ tokenName, tokenId, account }: AuditFinding): string {
  const id = plainText(tokenId);
  const token = tokenName === null ? id : `${plainText(tokenName)} (${id})`;
  return account === null ? token : `${token} of ${account}`;
}

const GAP = 2;
/** Narrower columns would break every word. */
const MIN_TEXT_WIDTH = 16;

/** The first two columns need what they need; the token and its message share the rest. */
function widthsOf(findings: readonly AuditFinding[], width: number) {
  const severity = Math.max(
    ...findings.map((finding) => finding.severity.length),
    TABLE_HEAD[0].length,
  );
  const kind = Math.max(...findings.map((finding) => finding.kind.length), TABLE_HEAD[1].length);
  const rest = width - severity - kind - TABLE_HEAD.length * GAP;
  const token = Math.max(MIN_TEXT_WIDTH, Math.floor(rest * TOKEN_SHARE));
  const message = Math.max(MIN_TEXT_WIDTH, rest - token);
  return [severity, kind, token, message].map((columns) => ({ width: columns }));
}

const TOKEN_SHARE = 0.4;

const COLOURS = {
  CRITICAL: ['bold', 'red'],
  HIGH: 'red',
  MEDIUM: 'yellow',
  LOW: 'dim',
} as const satisfies Readonly<Record<FindingSeverity, Parameters<typeof styleText>[0]>>;

/** Spaces between columns, and one line below the head. */
const BORDER = {
  topBody: '',
  topJoin: '',
  topLeft: '',
  topRight: '',
  bottomBody: '',
  bottomJoin: '',
  bottomLeft: '',
  bottomRight: '',
  bodyLeft: '',
  bodyRight: '',
  bodyJoin: '',
  joinBody: '─',
  joinLeft: '',
  joinRight: '',
  joinJoin: '',
};
