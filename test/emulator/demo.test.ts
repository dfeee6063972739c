import { describe, expect, onTestFinished, test } from 'vitest';

import { ACCOUNTS, CREDENTIALS, DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { FINDING_KINDS } from '../../src/inventory/findings.ts';
import { readDocument } from '../support/documents.ts';
import { startReplica } from '../support/gateway.ts';

const DAY_MS = 86_400_000;

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly status: string;
  readonly issued_on: string;
  readonly last_used_on?: string | null;
  readonly expires_on?: string | number | null;
  readonly policies: readonly { readonly id: string; readonly resources: object }[] | null;
}

async function open(now?: () => number) {
  const upstream = await startEmulator(now);
  onTestFinished(() => upstream.close());
  const user = upstream.credential(DEMO_CREDENTIAL);
  const rowsOf = (account: string) => user.accounts.get(account)?.tokens as Row[];
  return { upstream, rows: user.tokens as Row[], rowsOf };
}

/** The ten questions of docs/questions.md, with values for their variables. */
const QUESTIONS = [
  'never-expires',
  'expires-within',
  'never-used',
  'unused-for',
  'usable-from-anywhere',
  'usable-from-address',
  'writes-to-all-zones',
  'creates-tokens',
  'touches-zone',
  'unchanged-since',
];

describe.each([
  ['the user', null],
  ['an account', ACCOUNTS.sixty],
  ['a large account', ACCOUNTS.many],
])('the demo of %s', (_, account) => {
  test('has rows for every question, beside those that cannot be read', async () => {
    const { upstream, rows, rowsOf } = await open();
    const { ask } = startReplica(upstream);
    const listed = account === null ? rows : rowsOf(account);
    const zone = /account\.zone\.(\w{32})/.exec(JSON.stringify(listed))?.[1];
    const date = new Date(Date.now() - 365 * DAY_MS).toISOString();
    const page = readDocument('docs/questions.md');

    for (const name of QUESTIONS) {
      expect(page).toContain(`${name}.graphql`);
      const question = readDocument(`schema/operations/${name}.graphql`);
      const document =
        account === null
          ? question
          : question.replace(/\btokens\(/, `account(id: "${account}") { tokens(`).concat('}');
      const { data } = await ask(document, { zone, date, address: '192.0.2.17' });
      const { nodes, totalCount } = data.tokens ?? data.account.tokens;
      const read = nodes.filter((node: unknown) => node !== null);
      expect([name, read.length > 0, read.length < listed.length]).toEqual([name, true, true]);
      expect(totalCount).toBeGreaterThan(read.length === 100 ? 99 : read.length - 1);
    }
  });

  test('has every kind of finding, every status, and rows that cannot be read', async () => {
    const { upstream } = await open();
    const { ask } = startReplica(upstream);
    const tokens = `tokens(first: 0, includeExpired: true) {
      summary { unreadable byStatus { status count } byFinding { kind count } }
    }`;

    const { data } = await ask(
      account === null ? `{ ${tokens} }` : `{ account(id: "${account}") { ${tokens} } }`,
    );

    const { summary } = data.tokens ?? data.account.tokens;
    expect(summary.byFinding.map(({ kind }: { kind: string }) => kind)).toEqual(FINDING_KINDS);
    expect(summary.byStatus.map(({ status }: { status: string }) => status).toSorted()).toEqual([
      'ACTIVE',
      'DISABLED',
      'EXPIRED',
      'REVOKED',
    ]);
    expect(summary.unreadable).toBeGreaterThan(0);
  });
});

test('the ids of the demo are 32 hexadecimal digits, and no token or policy shares one', async () => {
  const { upstream, rows, rowsOf } = await open();
  const lists = [rows, upstream.credential(CREDENTIALS.large).tokens as Row[]];
  const accounts = [ACCOUNTS.seven, ACCOUNTS.sixty, ACCOUNTS.many].flatMap(rowsOf);

  for (const list of [[...(lists[0] ?? []), ...accounts], lists[1] ?? []]) {
    const policies = list.flatMap((row) => row.policies ?? []);
    const ids = [...list, ...policies].map(({ id }) => id);
    expect(ids.filter((id) => !/^[0-9a-f]{32}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('names are at most 120 characters, and no two tokens of a user have one', async () => {
  const { rows } = await open();
  const names = rows.flatMap(({ name }) => (name === undefined ? [] : [name]));

  expect(Math.max(...names.map((name) => name.length))).toBe(120);
  expect(new Set(names).size).toBe(names.length);
});

test('the dates of the demo follow its clock, and nothing else of it does', async () => {
  const [start, later] = [Date.UTC(2026, 10, 24, 0, 10), Date.UTC(2031, 4, 1, 18, 0)];
  const [now, then] = [await open(() => start), await open(() => later)];
  const [again] = [await open(() => start)];
  const undated = (rows: readonly Row[]) =>
    JSON.stringify(rows).replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"date"');

  expect(again.rows).toEqual(now.rows);
  expect(undated(then.rows)).toBe(undated(now.rows));
  expect(then.rows).not.toEqual(now.rows);
});

test('statuses and dates of the demo agree: what has expired is past, and tokens were used today', async () => {
  const nowMs = Date.UTC(2026, 10, 24, 12);
  const { rows, rowsOf } = await open(() => nowMs);

  for (const list of [rows, rowsOf(ACCOUNTS.sixty), rowsOf(ACCOUNTS.many)]) {
    const msOf = (text: string | number | null | undefined) =>
      typeof text === 'string' ? Date.parse(text) : null;
    for (const { name, status, issued_on, last_used_on, expires_on } of list) {
      const [issued, used, expires] = [issued_on, last_used_on, expires_on].map(msOf);
      expect([name, (issued ?? 0) < nowMs && (used ?? 0) < nowMs]).toEqual([name, true]);
      if (used) expect([name, used > (issued ?? 0)]).toEqual([name, true]);
      if (status === 'expired') expect([name, (expires ?? nowMs) < nowMs]).toEqual([name, true]);
      if (status === 'expired' && used) expect(used).toBeLessThan(expires ?? 0);
    }
    const active = list.filter(({ status }) => status === 'active');
    const within = (days: number) =>
      active.filter((row) => Math.abs((msOf(row.last_used_on) ?? 0) - nowMs) < days * DAY_MS);
    expect(within(0.5).length).toBeGreaterThan(5);
    const soon = active.map((row) => (msOf(row.expires_on) ?? 0) - nowMs);
    expect(soon.filter((leftMs) => leftMs > 0 && leftMs < 7 * DAY_MS).length).toBeGreaterThan(1);
    expect(soon.filter((leftMs) => leftMs > -30 * DAY_MS && leftMs < 0).length).toBeGreaterThan(0);
  }
});
