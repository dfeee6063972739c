import { FINDINGS } from './findings.ts';
import type { TokenRowFragment } from './generated/graphql.ts';

type Column = readonly [string, (token: TokenRowFragment) => string | null | undefined];

const COLUMNS: readonly Column[] = [
  ['name', ({ name }) => name],
  ['id', ({ tokenId }) => tokenId],
  ['status', ({ status }) => status],
  ['findings', ({ findings }) => kindsOf(findings).join('; ')],
  ['reasons', ({ findings }) => findings.map(({ message }) => message).join(' ')],
  ['last used', ({ lastUsedOn }) => lastUsedOn],
  ['expires', ({ expiresOn }) => expiresOn],
  ['issued', ({ issuedOn }) => issuedOn],
  ['changed', ({ modifiedOn }) => modifiedOn],
  ['addresses', ({ ipRestriction }) => ipRestriction],
  ['permissions', ({ policies }) => policies.map(describe).join('; ')],
];

/** RFC 4180, with a mark by which spreadsheets know that it is UTF-8. */
export function csvOf(tokens: readonly TokenRowFragment[]): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...tokens.map((token) => COLUMNS.map(([, read]) => read(token) ?? '')),
  ];
  return `\ufeff${lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')}`;
}

function kindsOf(findings: TokenRowFragment['findings']): readonly string[] {
  return [...new Set(findings.map(({ kind }) => FINDINGS[kind][0]))];
}

function describe({ effect, permissionGroups }: TokenRowFragment['policies'][number]): string {
  return `${effect} ${permissionGroups.map(({ id, name }) => name ?? id).join(', ')}`;
}

/** A spreadsheet runs text that starts like this as a formula; the apostrophe makes it text. */
const FORMULA = /^\s*[=+\-@]/;
/** Control characters, and those that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what this removes
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function cellOf(value: string): string {
  const text = value.replaceAll(INVISIBLE, ' ');
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
