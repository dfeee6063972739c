import { describe, expect, test } from 'vitest';

import { ACCOUNTS, type CloudflareEmulator, CREDENTIALS } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Token { id name status }
    ... on PermissionGroup { id name meta { category scopes entries { key value } } }
    ... on Account { id }
    ... on Zone { id }
  }
}`;
const LENGTH = '{ tokens(includeExpired: true) { totalCount } }';

const SECRET = 'federated_'.padEnd(40, '0');
const secretOf = (n: number) => `${n}`.padStart(40, 'federated_');

/** One token in seven has expired, so the list without `includeExpired` is shorter. */
const rows = (length: number) =>
  Array.from({ length }, (_, index) => ({
    id: `t${index}`,
    name: `name ${index}`,
    status: index % 7 === 3 ? 'expired' : 'active',
  }));
const tokenOf = (id: string) => ({ __typename: 'Token', id });
const tokens = (ids: readonly string[]) => ({ representations: ids.map(tokenOf) });

async function open(list: unknown[] = rows(120), ...rest: Parameters<typeof startGateway>) {
  const gateway = await startGateway(...rest);
  gateway.upstream.addCredential(SECRET, list);
  const entities = (representations: readonly unknown[], headers = {}) =>
    gateway.ask(ENTITIES, { representations }, { credential: SECRET, headers });
  return { ...gateway, list, entities };
}

const pathsOf = ({ requests }: CloudflareEmulator) => requests.map(({ path }) => path);

describe('the number of calls', () => {
  const LENGTHS = [0, 1, 2, 49, 50, 51, 99, 100, 101, 150, 237, 1_003];
  const COUNTS = [1, 2, 3, 4, 5, 20, 21, 60];

  /** Ids from the whole list. Every third id is of a deleted token, and so are the ids beyond the list's length. */
  function idsFor(count: number, length: number): readonly string[] {
    return Array.from({ length: count }, (_, index) => {
      const isDeleted = index % 3 === 2 || index >= length;
      return isDeleted ? `gone${index}` : `t${Math.floor((index * length) / count)}`;
    });
  }

  describe.each([
    ['known', 0],
    ['unknown', 1],
  ])('for n ids in a list whose length is %s', (_, extra) => {
    test.each(LENGTHS)(`is at most min(n, pages) + ${extra}: %i tokens`, async (length) => {
      const { ask, upstream } = await startGateway();
      for (const [n, count] of COUNTS.entries()) {
        const credential = secretOf(n);
        upstream.addCredential(credential, rows(length));
        if (extra === 0) await ask(LENGTH, {}, { credential });
        const before = upstream.requests.length;
        const ids = idsFor(count, length);

        const { data, errors } = await ask(ENTITIES, tokens(ids), { credential });

        expect(errors).toEqual([]);
        expect(data._entities.map((token: { id: string } | null) => token?.id ?? null)).toEqual(
          ids.map((id) => (id.startsWith('gone') ? null : id)),
        );
        const pages = Math.max(1, Math.ceil(length / 50));
        const calls = upstream.requests.length - before;
        const least = Math.min(count, pages);
        if (extra === 0) expect([count, calls]).toEqual([count, least]);
        else expect(calls).toBeLessThanOrEqual(least + 1);
      }
    });
  });

  test('is one if one page holds the whole list, whether its length is known or not', async () => {
    const { entities, upstream } = await open(rows(40));

    await entities(['t1', 't39', 'gone'].map(tokenOf));
    await entities(['t2', 't38', 'gone'].map(tokenOf));

    expect(pathsOf(upstream)).toEqual(['/user/tokens', '/user/tokens']);
  });

  test('is one more if the list has grown since its length was read', async () => {
    const { entities, ask, upstream, list } = await open(rows(40));
    await ask(LENGTH, {}, { credential: SECRET });
    list.push(...rows(120).slice(40));

    const { data } = await entities(['t110', 't111', 't112'].map(tokenOf));

    expect(data._entities).toMatchObject(['t110', 't111', 't112'].map(tokenOf));
    expect(upstream.requests).toHaveLength(1 + 1 + 3);
  });

  test.each([60, 120, 500])('is bounded without a total: %i tokens', async (length) => {
    const { entities, upstream } = await open(rows(length));
    upstream.switches.totalCount = false;
    const ids = Array.from({ length: 30 }, (_, index) => `t${length - 1 - index}`);

    const { data, errors } = await entities([...ids, 'gone'].map(tokenOf));

    expect(errors).toEqual([]);
    expect(data._entities).toMatchObject([...ids.map(tokenOf), null]);
    expect(upstream.requests.length).toBeLessThan(4 * Math.ceil(length / 50));
  });

  test('is one for each id if the end of the list is too far away', async () => {
    const { entities, upstream } = await open(rows(2_000));
    upstream.switches.totalCount = false;

    const { data } = await entities(['t1999', 't1998', 't1997'].map(tokenOf));

    expect(data._entities).toMatchObject(['t1999', 't1998', 't1997'].map(tokenOf));
    expect(upstream.requests).toHaveLength(1 + 2 + 3);
  });

  test('is the same for nodes, with token and node in the same query', async () => {
    const { ask, upstream } = await open();
    const ids = rows(50).map(({ id }) => id);

    const { data, errors } = await ask(
      `query ($ids: [ID!]!) {
        nodes(ids: $ids) { id }
        token(id: "t119") { id }
        node(id: "t118") { id }
      }`,
      { ids },
      { credential: SECRET },
    );

    expect(errors).toEqual([]);
    expect(data.nodes).toEqual(ids.map((id) => ({ id })));
    expect([data.token, data.node]).toEqual([{ id: 't119' }, { id: 't118' }]);
    // The first page says that there are three pages. Two ids are left: two calls are fewer.
    expect(pathsOf(upstream)).toEqual(['/user/tokens', '/user/tokens/t119', '/user/tokens/t118']);
  });

  test('is one for an id that is given many times', async () => {
    const { entities, upstream } = await open();

    const { data } = await entities(Array(300).fill(tokenOf('t5')));

    expect(data._entities).toHaveLength(300);
    expect(pathsOf(upstream)).toEqual(['/user/tokens/t5']);
  });

  test('is zero for strings that cannot be a token id', async () => {
    const { entities, upstream } = await open();

    const { data } = await entities(['verify', '', 'x'.repeat(33), 't1'].map(tokenOf));

    expect(data._entities).toMatchObject([null, null, null, tokenOf('t1')]);
    expect(pathsOf(upstream)).toEqual(['/user/tokens/t1']);
  });
});

describe('a token', () => {
  test('that has expired is found, in the list and by its id', async () => {
    const { entities, ask } = await open(rows(60));

    const many = await entities(['t3', 't10', 't0'].map(tokenOf));
    const one = await entities([tokenOf('t3')]);
    const plain = await ask('{ tokens(first: 100) { nodes { id } } }', {}, { credential: SECRET });

    expect(many.data._entities).toMatchObject([{ id: 't3', status: 'EXPIRED' }, {}, {}]);
    expect(one.data._entities).toEqual([many.data._entities[0]]);
    expect(plain.data.tokens.nodes).not.toContainEqual({ id: 't3' });
  });

  test('that is deleted is null, and the others are returned', async () => {
    const { entities } = await open();

    const { data, errors } = await entities(['t0', 'gone', 't1'].map(tokenOf));

    expect(errors).toEqual([]);
    expect(data._entities).toMatchObject([{ id: 't0' }, null, { id: 't1' }]);
  });

  test('whose row cannot be read is null with an error at its path', async () => {
    const { entities } = await open([{ id: 'a' }, { id: 'b', policies: 'none' }, { id: 'c' }]);

    const { data, errors } = await entities(['a', 'b', 'c'].map(tokenOf));

    expect(data._entities).toMatchObject([{ id: 'a' }, null, { id: 'c' }]);
    expect(errors).toMatchObject([
      { path: ['_entities', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ]);
    expect(errors[0]?.message).toContain('result[1].policies');
  });

  test('is found although another is deleted while the pages are read', async () => {
    const { entities, ask, upstream, list } = await open(rows(120));
    await ask(LENGTH, {}, { credential: SECRET });
    let pages = 0;
    // A row is deleted before the second page is read: its first row moves to the first page.
    upstream.onRequest(() => {
      pages += 1;
      if (pages === 2) list.shift();
    });
    const ids = Array.from({ length: 60 }, (_, index) => `t${index + 30}`);

    const { data, errors } = await entities(ids.map(tokenOf));

    expect(errors).toEqual([]);
    expect(data._entities).toMatchObject(ids.map(tokenOf));
    expect(pages).toBe(6);
  });

  test('created after the cached pages were read is found, and the cached pages are used', async () => {
    const { entities, upstream, list } = await open(rows(40), { cacheTtlMs: 5_000 });
    await entities(['t1', 't2'].map(tokenOf));
    await entities(['t3', 't4'].map(tokenOf));
    expect(upstream.requests).toHaveLength(1);
    list.push({ id: 'new' });

    const { data } = await entities(['t1', 'new'].map(tokenOf));

    expect(data._entities).toMatchObject([tokenOf('t1'), tokenOf('new')]);
    expect(upstream.requests).toHaveLength(2);
  });

  test('is read again for a request with Cache-Control: no-cache', async () => {
    const { entities, list } = await open(rows(2), { cacheTtlMs: 5_000 });
    await entities(['t0', 't1'].map(tokenOf));
    list[0] = { id: 't0', name: 'renamed' };

    const { data } = await entities(['t0', 't1'].map(tokenOf), { 'cache-control': 'no-cache' });

    expect(data._entities[0].name).toBe('renamed');
  });

  test('is never read from another credential’s list', async () => {
    const { ask, upstream } = await startGateway({ cacheTtlMs: 5_000 });
    upstream.addCredential(secretOf(1), [{ id: 'a', name: 'one' }, { id: 'b' }]);
    upstream.addCredential(secretOf(2), [{ id: 'a', name: 'two' }, { id: 'c' }]);
    const namesFor = async (n: number) =>
      (await ask(ENTITIES, tokens(['a', 'b', 'c']), { credential: secretOf(n) })).data._entities;

    expect(await namesFor(1)).toMatchObject([{ name: 'one' }, { id: 'b' }, null]);
    expect(await namesFor(2)).toMatchObject([{ name: 'two' }, null, { id: 'c' }]);
  });

  test('fails with the others if the list cannot be read, with an error for each', async () => {
    const { ask } = await startGateway();

    const { data, errors } = await ask(ENTITIES, tokens(['a', 'b', 'verify']), {
      credential: CREDENTIALS.missingPermission,
    });

    expect(data._entities).toEqual([null, null, null]);
    expect(errors.map(({ path, extensions }) => [path?.[1], extensions.code])).toEqual([
      [0, 'FORBIDDEN'],
      [1, 'FORBIDDEN'],
    ]);
  });
});

describe('permission groups', () => {
  const DNS_READ = '82e64a83756745bbbb1c9c2701bf816b';
  const LOGS_READ = '6a315a56f18441e59ed03352369ae956';
  const groupOf = (id: string) => ({ __typename: 'PermissionGroup', id });
  const MINUTE_MS = 60_000;

  test('are read by one call, with the attributes that Cloudflare lists', async () => {
    const { entities, upstream } = await open();

    const { data, errors } = await entities([DNS_READ, 'gone', LOGS_READ, DNS_READ].map(groupOf));

    expect(errors).toEqual([]);
    const dnsRead = {
      __typename: 'PermissionGroup',
      id: DNS_READ,
      name: 'DNS Read',
      meta: {
        category: 'dns_and_zones',
        scopes: 'com.cloudflare.api.account.zone',
        entries: [
          { key: 'category', value: 'dns_and_zones' },
          { key: 'is_selectable', value: 'true' },
          { key: 'scopes', value: 'com.cloudflare.api.account.zone' },
        ],
      },
    };
    expect(data._entities).toMatchObject([dnsRead, null, { name: 'Logs Read' }, dnsRead]);
    expect(pathsOf(upstream)).toEqual(['/user/tokens/permission_groups']);
  });

  test('are cached for ten minutes, unlike tokens', async () => {
    const clock = createTestClock();
    const { entities, upstream } = await open(rows(2), { cacheTtlMs: 5_000 }, { clock });
    const both = [groupOf(DNS_READ), tokenOf('t0')];

    await entities(both);
    clock.advance(9 * MINUTE_MS);
    await entities(both);
    expect(pathsOf(upstream).sort()).toEqual([
      '/user/tokens/permission_groups',
      '/user/tokens/t0',
      '/user/tokens/t0',
    ]);
    clock.advance(2 * MINUTE_MS);
    await entities([groupOf(DNS_READ)]);
    expect(upstream.requests).toHaveLength(4);
  });

  test('are read again for Cache-Control: no-cache, and for another credential', async () => {
    const { entities, ask, upstream } = await open(rows(2), { cacheTtlMs: 5_000 });
    const representations = [groupOf(DNS_READ)];

    await entities(representations);
    await entities(representations, { 'cache-control': 'no-cache' });
    await ask(ENTITIES, { representations }, { credential: CREDENTIALS.seven });

    expect(upstream.requests.map(({ authorization }) => authorization)).toEqual(
      [SECRET, SECRET, CREDENTIALS.seven].map((secret) => `Bearer ${secret}`),
    );
  });

  test('that cannot be read are null with an error, and the others are returned', async () => {
    const { entities, upstream } = await open();
    upstream.injectFault({
      kind: 'response',
      status: 200,
      body: {
        success: true,
        result: [{ id: 'a' }, { id: 'b', name: 7 }, { name: 'no id' }, 'row'],
      },
    });

    const { data, errors } = await entities(['a', 'b'].map(groupOf));

    expect(data._entities).toMatchObject([{ id: 'a', name: null }, null]);
    expect(errors).toMatchObject([{ path: ['_entities', 1] }]);
    expect(errors[0]?.message).toContain('result[1].name: expected a string, got a number');
  });
});

describe('accounts and their tokens', () => {
  const LIST = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Account { id tokens(first: 2) { totalCount nodes { id tokenId } } }
      ... on AccountToken { id name account { id } }
      ... on Token { id }
    }
  }`;

  test('are read for a router that brings their ids', async () => {
    const { ask, upstream } = await startGateway();
    const ids = [ACCOUNTS.seven, ACCOUNTS.none, ACCOUNTS.sixty];
    const representations = ids.map((id) => ({ __typename: 'Account', id }));

    const { data, errors } = await ask(LIST, { representations });

    expect(errors).toEqual([]);
    expect(data._entities.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(data._entities[1].tokens).toEqual({ totalCount: 0, nodes: [] });
    expect(pathsOf(upstream)).toEqual(ids.map((id) => `/accounts/${id}/tokens`));
    const [{ id, tokenId }] = data._entities[0].tokens.nodes;
    expect(id).toBe(`${ACCOUNTS.seven}.${tokenId}`);
  });

  test('resolve by the ids of the tokens, each family by its own type', async () => {
    const { ask, upstream } = await startGateway();
    const id = `${ACCOUNTS.four}.70c00000000000000000000000000041`;

    const { data, errors } = await ask(LIST, {
      representations: [
        { __typename: 'AccountToken', id },
        { __typename: 'Token', id },
        { __typename: 'AccountToken', id: '70c9e3779b1000000000000000000000' },
        { __typename: 'AccountToken', id: `${ACCOUNTS.four}.gone` },
      ],
    });

    expect(errors).toEqual([]);
    expect(data._entities).toEqual([
      { id, name: 'direct, made in the dashboard', account: { id: ACCOUNTS.four } },
      null,
      null,
      null,
    ]);
    for (const path of pathsOf(upstream)) expect(path).toContain(`/accounts/${ACCOUNTS.four}/`);
  });

  test('of more than 100 accounts are refused beyond the limit, of any type', async () => {
    const { ask, upstream } = await startGateway();
    upstream.switches.unreadableAccount = 'unknown path';
    const representations = Array.from({ length: 130 }, (_, number) => ({
      __typename: 'AccountToken',
      id: `${String(number).padStart(32, '0')}.t`,
    }));

    const { errors } = await ask(LIST, { representations });

    expect(errors).toHaveLength(30);
    for (const { message } of errors) expect(message).toContain('at most 100 accounts');
    expect(upstream.requests).toHaveLength(100);
  });
});

describe('representations', () => {
  test('of accounts and zones are returned without a call', async () => {
    const { entities, upstream } = await open();
    const representations = [
      { __typename: 'Account', id: ACCOUNTS.sixty },
      { __typename: 'Zone', id: 'z' },
    ];

    const { data, errors } = await entities(representations);

    expect({ data: data._entities, errors }).toEqual({ data: representations, errors: [] });
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([
    [{ __typename: 'User', id: 't1' }, '.__typename'],
    [{ __typename: 'constructor', id: 't1' }, '.__typename'],
    [{ id: 't1' }, '.__typename'],
    [{ __typename: 'Account', id: 'a' }, '.id'],
    [{ __typename: 'Account', id: 12 }, '.id'],
    [{ __typename: 'Token' }, '.id'],
    [{ __typename: 'Token', id: null }, '.id'],
    [{ __typename: 'Token', id: 1.5 }, '.id'],
    [{ __typename: 'Token', id: ['t1'] }, '.id'],
    [['Token', 't1'], '.__typename'],
    ['t1', ''],
    [7, ''],
  ])('refuse %j with an error at its path, and read the others', async (malformed, step) => {
    const { entities } = await open();

    const { data, errors } = await entities([tokenOf('t0'), malformed, tokenOf('t1')]);

    expect(data._entities).toMatchObject([{ id: 't0' }, null, { id: 't1' }]);
    expect(errors).toMatchObject([
      { path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(errors[0]?.message).toMatch(`representations[1]${step}: expected `);
  });

  test('may have more fields than the key, may have a numeric id, and may be empty', async () => {
    const { entities, ask } = await open([{ id: '42' }]);

    const more = await entities([{ __typename: 'Token', id: 42, team: { id: 'x' } }]);
    const inline = await ask(
      '{ _entities(representations: [{ __typename: "Token", id: "42" }]) { ... on Token { id } } }',
      {},
      { credential: SECRET },
    );

    expect(more.data._entities).toMatchObject([{ id: '42' }]);
    expect(inline.data._entities).toEqual([{ id: '42' }]);
    expect((await entities([])).data).toEqual({ _entities: [] });
  });

  test('count: a thousand are read, and the cost limit includes them', async () => {
    const { ask, upstream } = await open(rows(1_200));
    const NAMES =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Token { id name } } }';
    const variables = tokens(rows(1_000).map(({ id }) => id));

    const { data, errors } = await ask(NAMES, variables, { credential: SECRET });
    expect(errors).toEqual([]);
    expect(data._entities[999]).toEqual({ id: 't999', name: 'name 999' });
    const before = upstream.requests.length;

    const MANY = `${'__typename '.repeat(40)}${Array.from({ length: 20 }, (_, n) => `f${n}: name`).join(' ')}`;
    const refused = await ask(NAMES.replace('name', MANY), variables, { credential: SECRET });
    expect(refused.errors[0]?.extensions.code).toBe('COST_LIMIT_EXCEEDED');
    expect(upstream.requests).toHaveLength(before);
  });

  test('need a credential', async () => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(ENTITIES, tokens(['t1', 't2']), { credential: null });

    expect(errors).toMatchObject([
      { path: ['_entities'], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(upstream.requests).toHaveLength(0);
  });
});
