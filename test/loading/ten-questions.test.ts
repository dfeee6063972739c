import { expect, test } from 'vitest';

import { decodeTokenRows } from '../../src/cloudflare/decode/token.ts';
import { ACCOUNTS, DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import type { TokenFilter } from '../../src/inventory/filter.ts';
import type { SortField } from '../../src/inventory/order.ts';
import type { Token } from '../../src/model/token.ts';
import { isReadable } from '../../src/model/token-source.ts';
import { createTestClock } from '../support/clock.ts';
import { readDocument } from '../support/documents.ts';
import { startReplica } from '../support/gateway.ts';
import { listenLikeProgram } from '../support/http-server.ts';
import { naiveMatches, naiveOrder } from '../support/naive-inventory.ts';
import { fromAccount, inAccount } from '../support/places.ts';

const NOW_MS = Date.parse('2026-11-26T12:00:00Z');
const ZONE = '20ec64cc0b6ea4557e23b3bb7a8d1a55';

/** Each question, and what it means, once more: as a filter for the naive implementation. */
const QUESTIONS: readonly [string, object, TokenFilter, SortField][] = [
  ['never-expires', {}, { status: ['ACTIVE'], neverExpires: true }, 'ISSUED_ON'],
  ['expires-within', { days: 45 }, { expiresWithinDays: 45 }, 'EXPIRES_ON'],
  ['never-used', {}, { status: ['ACTIVE'], neverUsed: true }, 'ISSUED_ON'],
  ['unused-for', { days: 60 }, { status: ['ACTIVE'], unusedForDays: 60 }, 'LAST_USED_ON'],
  ['usable-from-anywhere', {}, { status: ['ACTIVE'], ipRestriction: ['NONE'] }, 'NAME'],
  ['usable-from-address', { address: '192.0.2.44' }, { usableFrom: '192.0.2.44' }, 'NAME'],
  ['writes-to-all-zones', {}, { findings: ['BROAD_WRITE'] }, 'NAME'],
  ['creates-tokens', {}, { findings: ['CREATES_TOKENS'] }, 'NAME'],
  ['touches-zone', { zone: ZONE }, { grants: { zoneId: ZONE } }, 'NAME'],
  [
    'unchanged-since',
    { date: '2025-11-26T12:00:00Z' },
    { modifiedBefore: '2025-11-26T12:00:00Z' },
    'MODIFIED_ON',
  ],
];

type Row = Record<string, unknown>;

async function openDemonstration(cacheTtlMs: number) {
  const upstream = await startEmulator(() => NOW_MS);
  const { gateway } = startReplica(upstream, { cacheTtlMs }, { clock: createTestClock(NOW_MS) });
  const { origin } = await listenLikeProgram(gateway.listener);
  async function ask(query: string, variables: object) {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${DEMO_CREDENTIAL}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    expect(response.status).toBe(200);
    return JSON.parse(await response.text()).data;
  }
  return { upstream, ask };
}

/** What Cloudflare lists, unless it is asked for expired tokens, too. */
const isListed = (row: unknown) => (row as Row)['status'] !== 'expired';
const isToken = (row: unknown): row is Token => isReadable(row as Token);

test('the ten questions, on the demonstration', async () => {
  const { upstream, ask } = await openDemonstration(600_000);
  const listed = upstream.credential(DEMO_CREDENTIAL).tokens.filter(isListed);
  const rows = decodeTokenRows(listed, null, listed.length);
  const tokens = rows.filter(isToken);
  // They may be anything, so they are in each answer.
  const unreadable = Array(rows.length - tokens.length).fill(null);

  for (const [name, variables, filter, orderBy] of QUESTIONS) {
    const matching = tokens.filter((token) => naiveMatches(token, filter, NOW_MS));
    // A question that nothing answers, or everything, would prove little.
    expect(matching.length, name).toBeGreaterThan(0);
    expect(matching.length, name).toBeLessThan(tokens.length);

    const document = inAccount(readDocument(`schema/operations/${name}.graphql`));
    const answer = fromAccount(await ask(document, variables)).tokens;
    const ids = answer.nodes.map((node: Row | null) => node?.['id'] ?? null);
    const expected = [...naiveOrder(matching, orderBy).map(({ id }) => id), ...unreadable];
    expect(ids, name).toEqual(expected.slice(0, 100));
    expect(answer.totalCount, name).toBe(expected.length);
  }
  // All of them read the list once, while it is cached.
  expect(upstream.requests).toHaveLength(3);
});

const WALK = `query ($account: ID!, $after: String, $filter: TokenFilter, $orderBy: TokenOrderField) {
  account(id: $account) {
    tokens(first: 20, after: $after, includeExpired: true, filter: $filter, orderBy: $orderBy) {
      nodes { tokenId }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const FILTER: TokenFilter = { status: ['ACTIVE'], unusedForDays: 1 };

test.each([
  ['as Cloudflare orders them, cached', 'CLOUDFLARE', 600_000],
  ['as Cloudflare orders them, not cached', 'CLOUDFLARE', 0],
  ['by their last use, cached', 'LAST_USED_ON', 600_000],
  ['by their last use, not cached', 'LAST_USED_ON', 0],
])(
  'a walk of 480 account tokens that match a filter, while the list changes: %s',
  async (...[, orderBy, cacheTtlMs]) => {
    const { upstream, ask } = await openDemonstration(cacheTtlMs);
    const list = upstream.credential(DEMO_CREDENTIAL).accounts.get(ACCOUNTS.many);
    if (list === undefined) throw new Error('the demonstration has no such account');
    const wire = list.tokens as Row[];
    const matching = (rows: readonly unknown[]) =>
      decodeTokenRows(rows, ACCOUNTS.many, rows.length)
        .filter(isToken)
        .filter((token) => naiveMatches(token, FILTER, NOW_MS))
        .map(({ id }) => id.slice(id.indexOf('.') + 1));
    const atFirst = matching(wire);
    const changed = new Set<string>();

    /** One token is created, one is deleted, one is used. */
    function change(page: number): void {
      wire.push({ ...wire[0], id: page.toString(16).padStart(32, 'c') });
      const used = wire[page * 17] as Row;
      wire[page * 17] = { ...used, last_used_on: new Date(NOW_MS).toISOString() };
      const [deleted] = wire.splice(page * 13 + 5, 1);
      for (const row of [used, deleted]) changed.add(String(row?.['id']));
    }

    const found: (string | null)[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const data = await ask(WALK, { account: ACCOUNTS.many, after, filter: FILTER, orderBy });
      const { nodes, pageInfo } = data.account.tokens;
      found.push(...nodes.map((node: Row | null) => node?.['tokenId'] ?? null));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      pages += 1;
      change(pages);
    } while (after !== null && pages < 30);

    expect(pages).toBeGreaterThan(4);
    expect(new Set(found.filter((id) => id !== null)).size).toBe(
      found.filter((id) => id !== null).length,
    );
    if (cacheTtlMs > 0) {
      expect(upstream.requests).toHaveLength(10);
      expect(found.filter((id) => id !== null).sort()).toEqual(atFirst.sort());
    } else {
      expect(found).toEqual(expect.arrayContaining(atFirst.filter((id) => !changed.has(id))));
    }
  },
);
