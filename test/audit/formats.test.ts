import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';

import { CREDENTIALS } from '../../src/emulator/index.ts';
import {
  auditWith,
  broadPolicy,
  findingsOfAudit,
  type JsonReport,
  startAudited,
  startAuditOf,
  tokenRow,
} from '../support/audit.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';

const FORMATS = ['table', 'json', 'csv', 'markdown', 'sarif'] as const;

const SARIF_SCHEMA = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
// Its draft 04 differs only in the names of these two keys, where this schema is concerned.
const { $schema: _draft, id: _id, ...sarifSchema } = JSON.parse(readFileSync(SARIF_SCHEMA, 'utf8'));
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  sarifSchema,
);

const hostile = () =>
  startAuditOf(
    HOSTILE_NAMES.map((name, index) =>
      tokenRow(`a${index}`, {
        name,
        policies: [broadPolicy(`b${index}`, `${name ?? 'DNS'} Write`)],
      }),
    ),
  );

/** Characters that no output may have but the line feed, and in CSV the carriage return before it. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

test.each(FORMATS)('%s: the golden answer', async (format) => {
  const { audit } = await startAudited();

  const { stdout } = await audit(['--format', format]);

  await expect(stdout).toMatchFileSnapshot(`golden/seven.${format}.txt`);
});

test.each(FORMATS)('%s of the demonstration has each finding of the JSON once', async (format) => {
  const { findings } = JSON.parse((await auditWith(['--format', 'json'], {})).stdout);

  const { stdout } = await auditWith(['--format', format], {});

  const counts = {
    table: () => stdout.trim().split('\n').length - 2,
    json: () => JSON.parse(stdout).findings.length,
    csv: () => parseCsv(stdout).length - 1,
    markdown: () => stdout.trim().split('\n').length - 4,
    sarif: () => JSON.parse(stdout).runs[0].results.length,
  };
  expect(counts[format]()).toBe(findings.length);
  expect(findings.length).toBeGreaterThan(50);
});

/** The whole demonstration, on the day of the fixed clock. */
const DEMO_FINDINGS = {
  EXPOSED: 1,
  CREATES_TOKENS: 1,
  ACTIVE_PAST_EXPIRY: 1,
  BROAD_WRITE: 7,
  USABLE_FROM_ANYWHERE: 34,
  NEVER_EXPIRES: 23,
  UNUSED: 10,
  EXPIRES_SOON: 13,
  DEPRECATED_PERMISSION: 1,
  BLOCKED_EVERYWHERE: 1,
};

test('the demonstration: JSON and table have every finding, counted by kind, the worst first', async () => {
  const { stdout, status, stderr } = await auditWith(['--format', 'json'], {});
  const { complete, lists, findings } = JSON.parse(stdout) as JsonReport;
  const lines = (await auditWith([], {})).stdout.trimEnd().split('\n');

  expect({ status, complete }).toEqual({ status: 2, complete: false });
  expect(lists).toEqual([
    {
      account: null,
      complete: false,
      tokens: 123,
      unreadable: 2,
      problems: [
        expect.stringMatching(/^row \d+: .*policies\[0\]\.effect: expected a string, got null$/),
        expect.stringMatching(/^row \d+: .*expires_on: expected a string, got a number$/),
      ],
    },
  ]);
  expect(stderr).toContain('The demonstration has such rows on purpose.');
  expect(countBy(findings.map(({ kind }) => kind))).toEqual(DEMO_FINDINGS);
  expect(lines[0]).toMatch(/^Incomplete/);
  expect(countBy(lines.slice(2).map((line) => line.split(/ +/)[1] ?? ''))).toEqual(DEMO_FINDINGS);
  // In the order of severity: the keys of both counts stand as the first of a kind came.
  expect(Object.keys(countBy(findings.map(({ kind }) => kind)))).toEqual(
    Object.keys(DEMO_FINDINGS),
  );
  expect(lines[2]).toMatch(/^CRITICAL +EXPOSED +\S.* \([\da-f]{32}\) +\S/);
});

function countBy(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

test('the order depends on the findings, not on Cloudflare’s order', async () => {
  const { audit, upstream } = await startAudited();
  const before = await Promise.all(FORMATS.map((format) => audit(['--format', format])));
  const account = upstream.credential(CREDENTIALS.seven);
  account.tokens = [...account.tokens].reverse();

  const after = await Promise.all(FORMATS.map((format) => audit(['--format', format])));

  expect(after.map(({ stdout }) => stdout)).toEqual(before.map(({ stdout }) => stdout));
});

test('JSON: every name as it is', async () => {
  const { audit } = await hostile();

  const { stdout } = await audit(['--format', 'json']);

  expect(stdout).not.toMatch(UNSAFE);
  const names = JSON.parse(stdout).findings.map(
    ({ tokenName }: { tokenName: string }) => tokenName,
  );
  expect(new Set(names)).toEqual(new Set(HOSTILE_NAMES));
});

test('CSV: formulas are text, and no character is unsafe', async () => {
  const { audit } = await hostile();
  const { findings } = await findingsOfAudit(audit);

  const { stdout } = await audit(['--format', 'csv']);

  const [head = [], ...rows] = parseCsv(stdout);
  expect(head).toEqual([
    'severity',
    'kind',
    'tokenId',
    'tokenName',
    'account',
    'policyId',
    'message',
  ]);
  expect(rows).toHaveLength(findings.length);
  for (const cell of rows.flat()) {
    expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
    expect(cell).not.toMatch(/[\r\n\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    expect(cell.isWellFormed()).toBe(true);
  }
  const names = rows.map((row) => row[3]);
  expect(names).toContain(`'${HOSTILE_NAMES[0]}`);
  expect(names).toContain("'\uFFFD=1+1");
  expect(names).toContain('quote " comma, end');
  // A spreadsheet that separates by semicolons must not find one outside of quotation marks.
  expect(stdout).toContain('"semi;=1+1"');
});

test('Markdown: a table of six columns, in which names are text', async () => {
  const { audit } = await hostile();
  const { findings } = await findingsOfAudit(audit);

  const { stdout } = await audit(['--format', 'markdown']);

  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(findings.length + 2);
  for (const line of lines) {
    expect(line.split('|')).toHaveLength(8);
    expect(line).not.toMatch(UNSAFE);
    const text = line.replaceAll(/<\/?code>|`[A-Z_]+`/g, '');
    expect(text).not.toMatch(/[<>[\]`*\\@]|:\/\/|www\./);
  }
});

test('table: one line for each finding in a pipe, and no character is unsafe', async () => {
  const { audit } = await hostile();
  const { findings } = await findingsOfAudit(audit);

  const { stdout } = await audit();

  expect(stdout).not.toMatch(UNSAFE);
  expect(stdout.trimEnd().split('\n')).toHaveLength(findings.length + 1);
});

test.each([60, 80, 120])('table: fits into a terminal of %i columns', async (columns) => {
  const { audit } = await hostile();

  const { stdout } = await audit([], { columns, environment: { NO_COLOR: '1' } });

  for (const line of stdout.split('\n')) {
    const text = stripVTControlCharacters(line);
    // Wide characters count twice.
    const wide = text.match(/[\u3000-\u9fff\uff00-\uff60]/g)?.length ?? 0;
    expect(text.length + wide).toBeLessThanOrEqual(Math.max(columns, 74) + 4);
  }
});

test.each([
  ['a terminal', { columns: 100 }, true],
  ['a terminal with NO_COLOR', { columns: 100, environment: { NO_COLOR: '1' } }, false],
  ['a terminal with an empty NO_COLOR', { columns: 100, environment: { NO_COLOR: '' } }, true],
  ['a terminal with FORCE_COLOR=0', { columns: 100, environment: { FORCE_COLOR: '0' } }, false],
  ['a dumb terminal', { columns: 100, environment: { TERM: 'dumb' } }, false],
  ['a pipe', {}, false],
  ['a pipe with FORCE_COLOR', { environment: { FORCE_COLOR: '1' } }, true],
])('table: colours on %s', async (_name, options, isColoured) => {
  const { audit } = await startAudited();

  expect((await audit([], options)).stdout.includes('\u001b[')).toBe(isColoured);
});

test.each(['json', 'csv', 'markdown', 'sarif'])('%s never has colours', async (format) => {
  const { audit } = await startAudited();
  const environment = { FORCE_COLOR: '3' };

  const { stdout } = await audit(['--format', format], { columns: 80, environment });

  expect(stdout).not.toContain('\u001b');
});

test('SARIF follows its schema, with one result and one fingerprint for each finding', async () => {
  const { audit } = await hostile();
  const { findings } = await findingsOfAudit(audit);

  const log = JSON.parse((await audit(['--format', 'sarif'])).stdout);

  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
  const [{ results, tool }] = log.runs;
  expect(results).toHaveLength(findings.length);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  const prints = results.map(
    (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
      result.partialFingerprints.primaryLocationLineHash,
  );
  expect(new Set(prints).size).toBe(findings.length);
  for (const { message } of results) {
    expect(message.text).not.toMatch(/(?<!\\)\[/);
  }
});

test('SARIF: fingerprints depend on token, kind and policy alone', async () => {
  const row = (name: string) =>
    tokenRow('1', { name, policies: [broadPolicy('b0', `${name} Write`)] });
  const [one, other] = [await startAuditOf([row('before')]), await startAuditOf([row('after')])];
  const printsOf = async ({ audit }: typeof one, nowMs: number) =>
    JSON.parse((await audit(['--format', 'sarif'], { nowMs })).stdout).runs[0].results.map(
      (result: { partialFingerprints: object }) => result.partialFingerprints,
    );

  expect(await printsOf(other, Date.UTC(2026, 11, 1))).toEqual(
    await printsOf(one, Date.UTC(2026, 10, 20)),
  );
});

test('SARIF without findings has no results, and an incomplete one says so', async () => {
  const empty = await startAuditOf([]);
  const broken = await startAuditOf([{}]);

  const [none] = JSON.parse((await empty.audit(['--format', 'sarif'])).stdout).runs;
  const log = JSON.parse((await broken.audit(['--format', 'sarif'])).stdout);

  expect(none).toMatchObject({ results: [], invocations: [{ executionSuccessful: true }] });
  expect(isSarif(log) ? [] : isSarif.errors).toEqual([]);
  expect(log.runs[0].invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [{ level: 'error' }],
  });
});

test.each(FORMATS)('%s of an incomplete read is never "clean"', async (format) => {
  const { audit } = await startAuditOf([{}]);

  const { status, stdout, stderr } = await audit(['--format', format]);

  expect(status).toBe(2);
  expect(stderr).toContain('Incomplete');
  // CSV has no place to say it.
  if (format !== 'csv') expect(stdout).toMatch(/Incomplete|"complete": false|Successful": false/);
});

/** A strict reader of RFC 4180. */
function parseCsv(text: string): string[][] {
  expect(text).toMatch(/\r\n$/);
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Error('no CSV');
    const [, quoted, bare = '', end] = match;
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  rows.pop();
  expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  return rows;
}
