import { printCsv } from './print-csv.ts';
import { printFindingsJson } from './print-json.ts';
import { printMarkdown } from './print-markdown.ts';
import { printSarif } from './print-sarif.ts';
import { printTable, type TableLook } from './print-table.ts';
import type { AuditReport } from './report.ts';

type PrintReport = (report: AuditReport, look: TableLook) => string | Promise<string>;

/** Each returns the whole output, with a line break at its end. */
export const FORMATS = {
  table: printTable,
  json: printFindingsJson,
  csv: printCsv,
  markdown: printMarkdown,
  sarif: printSarif,
} as const satisfies Readonly<Record<string, PrintReport>>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];
