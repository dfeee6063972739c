import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../src/emulator/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import {
  EveryFieldDocument,
  type EveryFieldQuery,
  type EveryFieldQueryVariables,
  TokenDocument,
} from '../support/generated/graphql.ts';
import { readableDemo } from '../support/readable-demo.ts';

type Json = Record<string, unknown>;
type Row = NonNullable<EveryFieldQuery['tokens']['edges'][number]['node']>;

function sampleRows(name: string): Json[] {
  const path = new URL(`../contract/samples/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).result;
}

/** The expected token for a row, computed in another way than in the decoder. */
function served(row: Json): unknown {
  const statuses: Json = {
    active: 'ACTIVE',
    disabled: 'DISABLED',
    expired: 'EXPIRED',
    'revoked (exposed)': 'REVOKED',
  };
  const condition = row['condition'] as Json | null | undefined;
  const ip = (condition?.['request_ip'] ?? condition?.['request.ip'] ?? null) as Json | null;
  return {
    id: row['id'],
    name: row['name'] ?? null,
    status: row['status'] == null ? null : (statuses[String(row['status'])] ?? 'UNKNOWN'),
    issuedOn: row['issued_on'] ?? null,
    modifiedOn: row['modified_on'] ?? null,
    lastUsedOn: row['last_used_on'] ?? null,
    expiresOn: row['expires_on'] ?? null,
    notBefore: row['not_before'] ?? null,
    condition: condition
      ? { requestIp: ip && { in: ip['in'] ?? null, notIn: ip['not_in'] ?? null } }
      : null,
    policies: ((row['policies'] ?? []) as Json[]).map((policy) => ({
      id: policy['id'],
      effect: String(policy['effect']).toUpperCase(),
      permissionGroups: (policy['permission_groups'] as Json[]).map(
        ({ id, name = null, meta }) => ({
          id,
          name,
          meta: meta
            ? expect.objectContaining({
                entries: Object.entries(meta).map(([key, value]) => ({ key, value })),
                label: (meta as Json)['label'] ?? null,
                key: (meta as Json)['key'] ?? null,
              })
            : null,
        }),
      ),
      resources: Object.entries(policy['resources'] as Json).map(([name, inner]) =>
        typeof inner === 'string'
          ? expect.objectContaining({
              __typename: 'TokenPolicyResourceGrant',
              name,
              permission: inner,
            })
          : expect.objectContaining({
              __typename: 'TokenPolicyResourceScope',
              name,
              grants: Object.entries(inner as Json).map(([innerName, permission]) =>
                expect.objectContaining({ name: innerName, permission }),
              ),
            }),
      ),
    })),
  };
}

async function rowsOf(
  gateway: TestGateway,
  credential: string,
  variables: EveryFieldQueryVariables,
) {
  const { data, errors } = await gateway.query(EveryFieldDocument, variables, { credential });
  expect(errors).toEqual([]);
  return data.tokens;
}

/** Reads every row, page by page, with the cursors that the gateway returns. */
async function walk(
  gateway: TestGateway,
  credential: string,
  size: number,
  way: 'forward' | 'back',
  list: Pick<EveryFieldQueryVariables, 'direction' | 'includeExpired'> = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: EveryFieldQuery['tokens'] = await rowsOf(
      gateway,
      credential,
      way === 'forward'
        ? { first: size, after: cursor, ...list }
        : { last: size, before: cursor, ...list },
    );
    const nodes = page.edges.map(({ node }) => node as Row);
    if (way === 'forward') rows.push(...nodes);
    else rows.unshift(...nodes);
    const more: boolean =
      way === 'forward' ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage;
    if (!more) return rows;
    cursor = (way === 'forward' ? page.pageInfo.endCursor : page.pageInfo.startCursor) ?? null;
  }
}

const SECRET = 'a_list_of_its_own_'.padEnd(40, '0');

describe('every row is as Cloudflare sent it', () => {
  test.each([CREDENTIALS.demo, CREDENTIALS.seven, CREDENTIALS.large])('%s', async (credential) => {
    const gateway = await startGateway();
    readableDemo(gateway.upstream);
    const rows = await walk(gateway, credential, 100, 'forward', { includeExpired: true });

    expect(rows).toEqual((gateway.upstream.credential(credential).tokens as Json[]).map(served));
  });

  test.each([
    'list-page1',
    'list-page2',
    'list-nested-resources',
    'list-include-expired',
    'account-list',
    'list-empty',
  ])('the sample %s', async (name) => {
    const gateway = await startGateway();
    gateway.upstream.addCredential(SECRET, sampleRows(name));

    const { edges } = await rowsOf(gateway, SECRET, { includeExpired: true });

    expect(edges.map(({ node }) => node)).toEqual(sampleRows(name).map(served));
  });

  test('the sample token-details, by its id', async () => {
    const { query, upstream } = await startGateway();
    const details = JSON.parse(
      readFileSync(new URL('../contract/samples/token-details.json', import.meta.url), 'utf8'),
    );
    upstream.injectFault({ kind: 'response', status: 200, body: details });

    const { data, errors } = await query(TokenDocument, { id: details.result.id });

    expect(errors).toEqual([]);
    expect(data.token).toMatchObject({
      id: details.result.id,
      name: 'ci: deploy worker',
      status: 'ACTIVE',
    });
  });

  test('nested grants name their zone and account', async () => {
    const gateway = await startGateway();
    gateway.upstream.addCredential(SECRET, sampleRows('list-nested-resources'));

    const { edges } = await rowsOf(gateway, SECRET, { first: 2 });

    expect(edges[1]?.node?.policies[0]?.resources).toEqual([
      {
        __typename: 'TokenPolicyResourceScope',
        name: 'com.cloudflare.api.account.acc00000000000000000000000000001',
        kind: 'ACCOUNT',
        resourceId: 'acc00000000000000000000000000001',
        account: { id: 'acc00000000000000000000000000001' },
        zone: null,
        grants: ['20e00000000000000000000000000001', '20e00000000000000000000000000002'].map(
          (id) => ({
            name: `com.cloudflare.api.account.zone.${id}`,
            kind: 'ZONE',
            resourceId: id,
            account: null,
            zone: { id },
            permission: '*',
          }),
        ),
      },
    ]);
  });
});

describe('a row that cannot be read does not affect its neighbours', () => {
  test('the sample of hostile nulls: five of six rows are tokens', async () => {
    const gateway = await startGateway();
    const rows = sampleRows('list-hostile-nulls');
    gateway.upstream.addCredential(SECRET, rows);

    const { data, errors } = await gateway.query(EveryFieldDocument, {}, { credential: SECRET });

    const { edges, totalCount } = data.tokens;
    expect(totalCount).toBe(6);
    // Its fifth row has a policy without an id, which the schema promises.
    const expected = rows.map((row, index) => (index === 4 ? null : served(row)));
    expect(edges.map(({ node }) => node)).toEqual(expected);
    expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(6);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['tokens', 'edges', 4, 'node'],
        message:
          "Cloudflare's response: result[4].policies[0].id: expected a non-empty string, got nothing",
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      }),
    ]);
  });

  /** An array inside arrays: `levels` of them. */
  const nested = (levels: number): unknown => (levels === 1 ? [] : [nested(levels - 1)]);

  const policy = (changed: Json) => ({
    policies: [{ id: 'p', effect: 'allow', permission_groups: [], resources: {}, ...changed }],
  });

  test.each<[unknown, string]>([
    [null, 'result[1]: expected an object, got null'],
    ['a', 'result[1]: expected an object, got a string'],
    [[], 'result[1]: expected an object, got an array'],
    [{}, 'result[1].id: expected a non-empty string, got nothing'],
    [{ id: '' }, 'result[1].id: expected a non-empty string, got an empty string'],
    [{ id: 7 }, 'result[1].id: expected a non-empty string, got a number'],
    [{ id: 'a', name: {} }, 'result[1].name: expected a string, got an object'],
    [{ id: 'a', status: true }, 'result[1].status: expected a string, got a boolean'],
    [{ id: 'a', expires_on: 1 }, 'result[1].expires_on: expected a string, got a number'],
    [{ id: 'a', condition: [1] }, 'result[1].condition: expected an object, got an array'],
    [
      { id: 'a', condition: { request_ip: [[]] } },
      'result[1].condition.request_ip: expected an object, got an array',
    ],
    [
      { id: 'a', condition: { request_ip: { in: ['::1', null] } } },
      'result[1].condition.request_ip.in[1]: expected a string, got null',
    ],
    [
      { id: 'a', condition: { 'request.ip': { not_in: {} } } },
      'result[1].condition.request.ip.not_in: expected an array, got an object',
    ],
    [{ id: 'a', policies: {} }, 'result[1].policies: expected an array, got an object'],
    [
      { id: 'a', ...policy({ effect: null }) },
      'result[1].policies[0].effect: expected a string, got null',
    ],
    [
      { id: 'a', ...policy({ permission_groups: null }) },
      'result[1].policies[0].permission_groups: expected an array, got null',
    ],
    [
      { id: 'a', ...policy({ permission_groups: [{ name: 'x' }] }) },
      'result[1].policies[0].permission_groups[0].id: expected a non-empty string, got nothing',
    ],
    [
      { id: 'a', ...policy({ resources: ['com.x'] }) },
      'result[1].policies[0].resources: expected an object, got an array',
    ],
    [
      { id: 'a', ...policy({ resources: { 'com.x': ['*'] } }) },
      'result[1].policies[0].resources["com.x"]: expected a string or an object, got an array',
    ],
    [
      { id: 'a', ...policy({ permission_groups: [{ id: 'g', meta: [null] }] }) },
      'result[1].policies[0].permission_groups[0].meta: expected an object, got an array',
    ],
    [
      { id: 'a', ...policy({ permission_groups: [{ id: 'g', meta: { deep: nested(65) } }] }) },
      'result[1].policies[0].permission_groups[0].meta: expected at most 64 levels, got an array',
    ],
    [
      { id: 'a', ...policy({ resources: { ['k'.repeat(1_000)]: 5 } }) },
      `result[1].policies[0].resources["${'k'.repeat(120)}"]: expected a string or an object, got a number`,
    ],
    [
      { id: 'a', ...policy({ resources: { 'com.x': 1 } }) },
      'result[1].policies[0].resources["com.x"]: expected a string or an object, got a number',
    ],
    [
      { id: 'a', ...policy({ resources: { a: { b: null } } }) },
      'result[1].policies[0].resources["a"]["b"]: expected a string, got null',
    ],
  ])('%o', async (row, report) => {
    const { ask, upstream } = await startGateway();
    upstream.addCredential(SECRET, [{ id: 'before' }, row, { id: 'after' }]);

    const document = '{ tokens { nodes { id } edges { cursor node { id } } totalCount } }';
    const { data, errors } = await ask(document, {}, { credential: SECRET });

    expect(data.tokens.nodes).toEqual([{ id: 'before' }, null, { id: 'after' }]);
    expect(data.tokens.edges[1]).toEqual({ cursor: expect.any(String), node: null });
    expect(data.tokens.totalCount).toBe(3);
    expect(errors.map(({ path }) => path)).toEqual([
      ['tokens', 'nodes', 1],
      ['tokens', 'edges', 1, 'node'],
    ]);
    for (const { message } of errors) expect(message).toBe(`Cloudflare's response: ${report}`);
  });

  test('an empty array is an empty map, as PHP writes one', async () => {
    const gateway = await startGateway();
    gateway.upstream.addCredential(SECRET, []);
    const { policies } = policy({
      permission_groups: [{ id: 'g', meta: [] }],
      resources: { 'com.x': [] },
    });
    const rows = [
      { id: 'a', condition: [], policies },
      { id: 'b', condition: { request_ip: [] }, ...policy({ resources: [] }) },
    ];
    const body = { success: true, result: rows, result_info: [] };
    gateway.upstream.injectFault({ kind: 'response', status: 200, body });
    // Without a total, the page after a short one shows where the list ends.
    const end = { success: true, result: [], result_info: [] };
    gateway.upstream.injectFault({ kind: 'response', status: 200, body: end });

    const { edges, totalCount } = await rowsOf(gateway, SECRET, {});

    expect(totalCount).toBe(2);
    expect(edges.map(({ node }) => node)).toMatchObject([
      {
        condition: { requestIp: null },
        policies: [
          {
            permissionGroups: [{ meta: { label: null, entries: [] } }],
            resources: [{ name: 'com.x', grants: [] }],
          },
        ],
      },
      { condition: { requestIp: { in: null, notIn: null } }, policies: [{ resources: [] }] },
    ]);
  });

  test('a result that is null is an empty list', async () => {
    const gateway = await startGateway();
    gateway.upstream.addCredential(SECRET, []);
    gateway.upstream.injectFault({
      kind: 'response',
      status: 200,
      body: { success: true, result: null },
    });

    const { edges, pageInfo } = await rowsOf(gateway, SECRET, {});

    expect(edges).toEqual([]);
    expect(pageInfo).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null });
  });

  test.each([3_000_000_000, 2 ** 31, 1e300, 2.5, -1, '7'])(
    'a total of %j is none',
    async (total) => {
      const gateway = await startGateway();
      gateway.upstream.addCredential(SECRET, []);
      const result = Array.from({ length: 5 }, (_, index) => ({ id: `t${index}` }));
      const body = { success: true, result, result_info: { total_count: total } };
      gateway.upstream.injectFault({ kind: 'response', status: 200, body });

      const { edges, totalCount } = await rowsOf(gateway, SECRET, { first: 4 });

      expect(edges).toHaveLength(4);
      expect(totalCount).toBeNull();
    },
  );

  test('unknown values are shown as UNKNOWN, not refused', async () => {
    const gateway = await startGateway();
    const { policies } = policy({
      effect: 'audit',
      permission_groups: [{ id: 'g', meta: { flag: true, none: null, label: 'l' } }],
    });
    gateway.upstream.addCredential(SECRET, [{ id: 'a', status: 'paused', policies, extra: 1 }]);

    const { edges } = await rowsOf(gateway, SECRET, {});

    expect(edges[0]?.node).toMatchObject({
      status: 'UNKNOWN',
      policies: [
        {
          effect: 'UNKNOWN',
          permissionGroups: [
            {
              meta: {
                label: 'l',
                entries: [
                  { key: 'flag', value: 'true' },
                  { key: 'none', value: 'null' },
                  { key: 'label', value: 'l' },
                ],
              },
            },
          ],
        },
      ],
    });
  });
});

describe('the connection', () => {
  const sizes = [1, 2, 3, 5, 7, 20, 49, 50, 51, 100];

  test.each(sizes)('returns every row once and in order, %i at a time', async (size) => {
    for (const [credential, direction, includeExpired] of [
      [CREDENTIALS.seven, 'ASC', false],
      [CREDENTIALS.seven, 'DESC', true],
      [CREDENTIALS.demo, 'ASC', false],
      [CREDENTIALS.demo, 'DESC', true],
      [CREDENTIALS.empty, 'ASC', false],
    ] as const) {
      if (size < 5 && credential === CREDENTIALS.demo) continue;
      const gateway = await startGateway();
      readableDemo(gateway.upstream);
      const ids = (gateway.upstream.credential(credential).tokens as Json[])
        .filter(({ status }) => includeExpired || status !== 'expired')
        .map(({ id }) => id);
      if (direction === 'DESC') ids.reverse();

      for (const way of ['forward', 'back'] as const) {
        const rows = await walk(gateway, credential, size, way, { direction, includeExpired });
        expect(rows.map(({ id }) => id)).toEqual(ids);
      }
    }
  });

  test('returns the first 20 where neither first nor last is given', async () => {
    const gateway = await startGateway();
    const page = await rowsOf(gateway, CREDENTIALS.large, {});

    expect(page.edges).toHaveLength(20);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test('an empty page has null cursors and exact hasNextPage and hasPreviousPage', async () => {
    const gateway = await startGateway();

    const none = await rowsOf(gateway, CREDENTIALS.seven, { first: 0 });
    const empty = await rowsOf(gateway, CREDENTIALS.empty, {});

    const cursors = { startCursor: null, endCursor: null };
    expect(none).toEqual({
      totalCount: 7,
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, ...cursors },
    });
    expect(empty).toEqual({
      totalCount: 0,
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, ...cursors },
    });
  });

  test.each([
    ['{ tokens(first: 20) { nodes { id } } }', 1],
    ['{ tokens(first: 100) { nodes { id } } }', 2],
    ['{ tokens(last: 50) { nodes { id } } }', 1],
    ['{ tokens { totalCount } }', 1],
    ['{ tokens(first: 0) { totalCount } }', 1],
    [
      '{ a: tokens(first: 5) { totalCount } b: tokens(first: 10) { totalCount } c: tokens { nodes { id } } }',
      1,
    ],
    [
      '{ a: tokens(first: 5) { totalCount } b: tokens(first: 5, direction: DESC) { totalCount } }',
      2,
    ],
  ])('%s costs %i calls', async (document, calls) => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(document, {}, { credential: CREDENTIALS.large });

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(calls);
  });

  test('cursors are short, URL-safe, and work on another replica', async () => {
    const one = await startGateway();
    const page = await rowsOf(one, CREDENTIALS.demo, { first: 3 });
    const { endCursor } = page.pageInfo;
    expect(endCursor).toMatch(/^[\w-]{1,64}$/);

    const other = await startGateway();
    const next = await rowsOf(other, CREDENTIALS.demo, { first: 1, after: endCursor });
    const [, , , fourth] = (await rowsOf(one, CREDENTIALS.demo, { first: 4 })).edges;
    expect(next.edges[0]?.node).toEqual(fourth?.node);
  });

  test.each([
    [{ direction: 'DESC' }, 'after'],
    [{ includeExpired: true }, 'before'],
  ] as const)('refuses a cursor of another list: %o', async (list, argument) => {
    const gateway = await startGateway();
    const page = await rowsOf(gateway, CREDENTIALS.seven, { first: 3 });
    const sent = gateway.upstream.requests.length;

    const variables = { ...list, [argument]: page.pageInfo.endCursor };
    const { errors } = await gateway.query(EveryFieldDocument, variables, {
      credential: CREDENTIALS.seven,
    });

    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toContain(`"${argument}"`);
    expect(gateway.upstream.requests).toHaveLength(sent);
  });

  test('reads again where the list changed between the pages of one answer', async () => {
    const gateway = await startGateway();
    const account = gateway.upstream.credential(CREDENTIALS.large);
    let calls = 0;
    gateway.upstream.onRequest(() => {
      calls += 1;
      if (calls === 2) account.tokens = account.tokens.slice(1);
    });

    const page = await rowsOf(gateway, CREDENTIALS.large, { first: 100, includeExpired: true });

    expect(page.edges.map(({ node }) => node?.id)).toEqual(
      (account.tokens as Json[]).slice(0, 100).map(({ id }) => id),
    );
    expect(calls).toBe(4);
  });

  test('works without a total: totalCount is null, and both directions still work', async () => {
    const gateway = await startGateway();
    gateway.upstream.switches.totalCount = false;
    const ids = (gateway.upstream.credential(CREDENTIALS.seven).tokens as Json[]).map(
      ({ id }) => id,
    );

    for (const way of ['forward', 'back'] as const) {
      const rows = await walk(gateway, CREDENTIALS.seven, 3, way);
      expect(rows.map(({ id }) => id)).toEqual(ids);
    }
    const page = await rowsOf(gateway, CREDENTIALS.seven, { last: 2 });
    expect(page.totalCount).toBeNull();
  });
});

describe('by id', () => {
  test('token, node and nodes return the same token, read once', async () => {
    const { ask, upstream } = await startGateway();
    const [first, second] = upstream.credential(CREDENTIALS.demo).tokens as [Json, Json];

    const { data, errors } = await ask(
      `query ($a: ID!, $b: ID!) {
        token(id: $a) { id name }
        node(id: $a) { __typename id ... on Token { name } }
        nodes(ids: [$b, "gone", $a, $b]) { id }
      }`,
      { a: first['id'], b: second['id'] },
    );

    expect(errors).toEqual([]);
    expect(data.token).toEqual({ id: first['id'], name: first['name'] });
    expect(data.node).toEqual({ __typename: 'Token', ...data.token });
    expect(data.nodes).toEqual([
      { id: second['id'] },
      null,
      { id: first['id'] },
      { id: second['id'] },
    ]);
    // For all three ids: the first page of the list has two of them, and shows that there are more pages.
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/user/tokens',
      '/user/tokens/gone',
    ]);
  });

  // `/user/tokens/verify` would return the caller's own token for another id.
  test.each(['', 'verify', 'permission_groups', '.', '..', 'x'.repeat(33), '\ud800'])(
    'no token can be called %j, so nothing is asked',
    async (id) => {
      const { ask, upstream } = await startGateway();

      const { data, errors } = await ask(
        'query ($id: ID!) { token(id: $id) { id } node(id: $id) { id } }',
        { id },
      );

      expect({ data, errors }).toEqual({ data: { token: null, node: null }, errors: [] });
      expect(upstream.requests).toHaveLength(0);
    },
  );

  test.each(['../tokens', 'a/b', 'a?page=2', 'a#b', 'ä'])(
    '%j stays one step of the path',
    async (id) => {
      const { ask, upstream } = await startGateway();

      await ask('query ($id: ID!) { token(id: $id) { id } }', { id });

      expect(upstream.requests.map(({ path, query }) => ({ path, query }))).toEqual([
        { path: `/user/tokens/${encodeURIComponent(id)}`, query: {} },
      ]);
    },
  );

  test('a token with another id than the requested one is refused', async () => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({
      kind: 'response',
      status: 200,
      body: { success: true, result: { id: 'other' } },
    });

    const { data, errors } = await ask('{ token(id: "mine") { id } }');

    expect(data.token).toBeNull();
    expect(errors[0]?.extensions.code).toBe('UPSTREAM_INVALID_RESPONSE');
  });

  test('an id in another case is the same id, read alone or in the list', async () => {
    const { ask, upstream } = await startGateway();
    const [first, second] = upstream.credential(CREDENTIALS.seven).tokens as [Json, Json];
    const upper = [first, second].map(({ id }) => String(id).toUpperCase());
    const credential = { credential: CREDENTIALS.seven };
    upstream.injectFault({ kind: 'response', status: 200, body: { success: true, result: first } });

    const alone = await ask(
      'query ($id: ID!) { token(id: $id) { id } }',
      { id: upper[0] },
      credential,
    );
    const listed = await ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: upper },
      credential,
    );

    expect(alone).toMatchObject({ errors: [], data: { token: { id: first['id'] } } });
    expect(listed.errors).toEqual([]);
    expect(listed.data.nodes).toEqual([{ id: first['id'] }, { id: second['id'] }]);
  });

  test('of two ids that differ only in case, each is found by its own spelling', async () => {
    const { ask, upstream } = await startGateway();
    upstream.addCredential(SECRET, [{ id: 'AB' }, { id: 'ab' }, { id: 'Ab' }]);

    const { data } = await ask(
      '{ nodes(ids: ["ab", "AB", "Ab", "aB"]) { id } }',
      {},
      { credential: SECRET },
    );

    expect(data.nodes).toEqual([{ id: 'ab' }, { id: 'AB' }, { id: 'Ab' }, { id: 'ab' }]);
  });

  test('of several ids, one that is not in the list may be that of a row without a readable id', async () => {
    const { ask, upstream } = await startGateway();
    upstream.addCredential(SECRET, [{ id: 'a' }, { id: 'b' }]);
    const result = [{ id: 'a', policies: [] }, { id: null }];
    const result_info = { page: 1, per_page: 50, total_count: 2 };
    upstream.injectFault({
      kind: 'response',
      status: 200,
      body: { success: true, result, result_info },
    });

    const { data, errors } = await ask(
      '{ nodes(ids: ["a", "b", "c"]) { id } }',
      {},
      { credential: SECRET },
    );

    expect(errors).toEqual([]);
    expect(data.nodes).toEqual([{ id: 'a' }, { id: 'b' }, null]);
    expect(upstream.requests.map(({ path }) => path)).toEqual([
      '/user/tokens',
      '/user/tokens/b',
      '/user/tokens/c',
    ]);
  });

  test.each([
    [404, 1003, 'Token not found'],
    [404, 7003, 'Could not route to /user/tokens/x, perhaps your object identifier is invalid?'],
    [400, 7003, 'Could not route to /user/tokens/x, perhaps your object identifier is invalid?'],
    [400, 7000, 'No route for that URI'],
  ])('an id that Cloudflare answers with %i and %i is null', async (status, code, message) => {
    const { ask, upstream } = await startGateway();
    const body = { success: false, errors: [{ code, message }] };
    upstream.injectFault({ kind: 'response', status, body });

    const { data, errors } = await ask('{ token(id: "x") { id } }');

    expect({ data, errors }).toEqual({ data: { token: null }, errors: [] });
  });

  test.each([
    [404, '<title>Not found</title>', 'UPSTREAM_INVALID_RESPONSE'],
    [404, { title: 'Not found', status: 404 }, 'UPSTREAM_INVALID_RESPONSE'],
    [404, { success: false, errors: [] }, 'UPSTREAM_ERROR'],
    [404, { success: false, errors: [{ code: 9106, message: 'Missing' }] }, 'UNAUTHENTICATED'],
    [403, { success: false, errors: [{ code: 7003, message: 'Could not route' }] }, 'FORBIDDEN'],
  ])('%i with %j says nothing about the id', async (status, body, code) => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({ kind: 'response', status, body });

    const { data, errors } = await ask('{ token(id: "x") { id } }');

    expect(data).toEqual({ token: null });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  test('one id that fails does not affect the others', async () => {
    const { ask, upstream } = await startGateway();
    const [first] = upstream.credential(CREDENTIALS.demo).tokens as [Json];
    // Of a list known to be longer than two pages, two ids are read one by one.
    await ask('{ tokens { totalCount } }');
    upstream.injectFault({ kind: 'response', status: 418, body: 'a teapot' });

    const { data, errors } = await ask('query ($id: ID!) { nodes(ids: ["broken", $id]) { id } }', {
      id: first['id'],
    });

    expect(data.nodes).toEqual([null, { id: first['id'] }]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path).toEqual(['nodes', 0]);
  });
});
