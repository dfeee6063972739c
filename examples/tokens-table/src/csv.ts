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
const FORMULA = /^[\s\uFFFD]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
/** Control characters, and those that change the direction of text or cannot be seen. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u{E0000}-\u{E007F}\uFEFF]/gu;
/** What needs no quotation marks, with any separator that a spreadsheet expects. */
const BARE = /^[\w.:-]*$/;

/** The same rules as those of the gateway's `audit --format csv`. */
function cellOf(value: string): string {
  const plain = value.toWellFormed().replace(UNSAFE, '\uFFFD');
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return BARE.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
