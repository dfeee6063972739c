import { plainText } from '../lib/plain-text.ts';
import { type AuditReport, INCOMPLETE, nothingFound } from './report.ts';

/** A table of GitHub Flavored Markdown. */
export function printMarkdown(report: AuditReport): string {
  const { isComplete, findings } = report;
  if (findings.length === 0) return `${nothingFound(report)}\n`;
  const rows = findings.map(({ severity, kind, tokenName, tokenId, account, message }) => [
    severity,
    `\`${kind}\``,
    tokenName === null ? '' : code(tokenName),
    code(tokenId),
    account === null ? '' : code(account),
    escapeText(message),
  ]);
  const lines = [MARKDOWN_HEAD, MARKDOWN_HEAD.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return [...(isComplete ? [] : [`**${INCOMPLETE}**`, '']), ...lines, ''].join('\n');
}

const MARKDOWN_HEAD = ['Severity', 'Finding', 'Token', 'Token id', 'Account', 'Message'];

/** Inside of this element nothing is a link or a mention. A span of code could not hold every pipe. */
function code(text: string): string {
  return `<code>${escapeText(text)}</code>`;
}

/** What Markdown and HTML may read as their own, with the beginnings of bare links. */
const MARKDOWN = /[\\`*_{}[\]<>#|~&@]|:(?=\/)|(?<=www)\./gi;

function escapeText(text: string): string {
  return plainText(text).replace(MARKDOWN, (character) => `&#${character.charCodeAt(0)};`);
}
