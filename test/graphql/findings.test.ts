import { expect, test } from 'vitest';

import { readDocument } from '../support/documents.ts';
import { startGateway } from '../support/gateway.ts';

const FINDINGS = readDocument('schema/operations/findings.graphql');
const SECRET = 'a_list_to_review'.padEnd(40, '0');
const DAY_MS = 86_400_000;

const ROW = {
  id: '70c00000000000000000000000000001',
  name: 'deploy',
  status: 'active',
  issued_on: '2026-01-01T00:00:00Z',
  last_used_on: '2026-11-01T00:00:00Z',
  expires_on: '2026-12-10T00:00:00Z',
  condition: { request_ip: { in: ['192.0.2.0/24'] } },
  policies: [
    {
      id: 'p1',
      effect: 'allow',
      permission_groups: [
        { id: 'g1', name: 'DNS Write' },
        { id: 'g2', name: 'DNS Read' },
      ],
      resources: {
        'com.cloudflare.api.account.acc00000000000000000000000000001': {
          'com.cloudflare.api.account.zone.*': '*',
        },
      },
    },
  ],
};

async function review(rows: object[], nowMs = Date.parse('2026-11-26T00:00:00Z')) {
  const clock = {
    now: () => nowMs,
    monotonicMs: () => performance.now(),
    sleep: async () => {},
    schedule: () => () => {},
  };
  const { upstream, ask } = await startGateway({}, { clock });
  upstream.addCredential(SECRET, rows);
  const { data, errors } = await ask(FINDINGS, { first: 5 }, { credential: SECRET });
  expect(errors).toEqual([]);
  expect(upstream.requests).toHaveLength(1);
  return data.tokens.nodes;
}

test('findings, access and coverage of a row of Cloudflare’s', async () => {
  const [token] = await review([ROW]);

  expect(token.ipRestriction).toBe('ALLOWLIST');
  expect(token.findings).toEqual([
    {
      kind: 'BROAD_WRITE',
      severity: 'HIGH',
      message: 'It has "DNS Write" on all zones of account acc00000000000000000000000000001.',
      policyId: 'p1',
    },
    {
      kind: 'EXPIRES_SOON',
      severity: 'LOW',
      message: 'It expires on 2026-12-10 (in 14 days).',
      policyId: null,
    },
  ]);
  expect(token.policies).toEqual([
    {
      id: 'p1',
      permissionGroups: [
        { id: 'g1', name: 'DNS Write', access: 'WRITE' },
        { id: 'g2', name: 'DNS Read', access: 'READ' },
      ],
      resources: [
        {
          name: 'com.cloudflare.api.account.acc00000000000000000000000000001',
          coverage: 'ALL_IN_ACCOUNT',
        },
      ],
    },
  ]);
});

test('"now" is the clock’s', async () => {
  const [token] = await review([ROW], Date.parse('2026-12-10T00:00:00Z') + DAY_MS);

  expect(token.findings.map(({ kind }: { kind: string }) => kind)).toEqual([
    'ACTIVE_PAST_EXPIRY',
    'BROAD_WRITE',
  ]);
});

test.each([
  ['revoked (exposed)', ['EXPOSED']],
  ['revoked', []],
  ['revoked (unexposed)', []],
  ['exposed', []],
])('a token whose status is %j: %j', async (status, kinds) => {
  const [token] = await review([{ ...ROW, status, policies: [] }]);

  expect(token.findings.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
});

test('only the kinds that are asked for; an empty list asks for none', async () => {
  const { ask } = await startGateway();
  const { data, errors } = await ask(`{
    tokens(first: 20) {
      nodes {
        all: findings { kind }
        null: findings(kinds: null) { kind }
        none: findings(kinds: []) { kind }
        some: findings(kinds: [NEVER_EXPIRES, CREATES_TOKENS]) { kind }
      }
    }
  }`);

  expect(errors).toEqual([]);
  const kinds = new Set<string>();
  for (const token of data.tokens.nodes) {
    const some = token.all.filter(({ kind }: { kind: string }) =>
      ['NEVER_EXPIRES', 'CREATES_TOKENS'].includes(kind),
    );
    expect(token.null).toEqual(token.all);
    expect(token.none).toEqual([]);
    expect(token.some).toEqual(some);
    for (const { kind } of some) kinds.add(kind);
  }
  expect(kinds.size).toBeGreaterThan(0);
});
