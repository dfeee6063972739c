import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';

import { ACCOUNTS, CREDENTIALS, startEmulator } from '../../src/emulator/index.ts';

type Json = Record<string, unknown>;

const SAMPLES = new URL('../contract/samples/', import.meta.url);
const sample = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8'));

async function startUpstream() {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  async function get(path: string, authorization: string | null = `Bearer ${CREDENTIALS.seven}`) {
    const response = await fetch(upstream.baseUrl + path, {
      headers: authorization === null ? {} : { authorization },
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Json,
    };
  }
  return { upstream, get };
}

describe('the responses equal the samples', () => {
  const bearer = (secret: string) => `Bearer ${secret}`;

  test.each([
    ['list-page1', 200, '/user/tokens?page=1&per_page=5', bearer(CREDENTIALS.seven)],
    ['list-page2', 200, '/user/tokens?page=2&per_page=5', bearer(CREDENTIALS.seven)],
    ['list-empty', 200, '/user/tokens', bearer(CREDENTIALS.empty)],
    ['list-empty', 200, `/accounts/${ACCOUNTS.none}/tokens`, bearer(CREDENTIALS.demo)],
    ['account-list', 200, `/accounts/${ACCOUNTS.four}/tokens`, bearer(CREDENTIALS.seven)],
    ['verify-active', 200, '/user/tokens/verify', bearer(CREDENTIALS.seven)],
    [
      'error-401-invalid-token-verify',
      401,
      `/accounts/${ACCOUNTS.four}/tokens/verify`,
      bearer(CREDENTIALS.seven),
    ],
    [
      'error-403-missing-permission',
      403,
      `/accounts/${ACCOUNTS.sixty}/tokens`,
      bearer(CREDENTIALS.seven),
    ],
    [
      'error-403-wrong-token-family',
      403,
      '/user/tokens/permission_groups',
      bearer(CREDENTIALS.accountOwned),
    ],
    [
      'error-404-unknown-token',
      404,
      `/accounts/${ACCOUNTS.seven}/tokens/0`,
      bearer(CREDENTIALS.accountOwned),
    ],
    ['permission-groups', 200, '/user/tokens/permission_groups', bearer(CREDENTIALS.seven)],
    ['error-400-malformed-authorization', 400, '/user/tokens', bearer('too short')],
    ['error-400-missing-headers', 400, '/user/tokens', null],
    ['error-400-validation', 400, '/user/tokens?direction=up', bearer(CREDENTIALS.seven)],
    ['error-401-invalid-token-verify', 401, '/user/tokens/verify', bearer('x'.repeat(40))],
    [
      'error-401-invalid-token-verify',
      401,
      '/user/tokens/verify',
      bearer(CREDENTIALS.accountOwned),
    ],
    ['error-403-invalid-access-token', 403, '/user/tokens', bearer('x'.repeat(40))],
    ['error-403-invalid-access-token', 403, '/user/tokens', bearer(CREDENTIALS.expired)],
    ['error-403-ip-not-allowed', 403, '/user/tokens', bearer(CREDENTIALS.ipNotAllowed)],
    ['error-403-missing-permission', 403, '/user/tokens', bearer(CREDENTIALS.missingPermission)],
    ['error-403-wrong-token-family', 403, '/user/tokens', bearer(CREDENTIALS.accountOwned)],
    ['error-404-unknown-token', 404, '/user/tokens/0', bearer(CREDENTIALS.seven)],
  ])('%s at %i for %s', async (name, status, path, authorization) => {
    const { get } = await startUpstream();

    const answer = await get(path, authorization);

    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(sample(name));
    expect(answer.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-LHR$/);
  });

  test('for a token by its id, and for the verification of a token', async () => {
    const { get } = await startUpstream();
    const [first] = sample('list-page1')['result'] as Json[];

    expect((await get(`/user/tokens/${first?.['id']}`)).body).toMatchObject({
      success: true,
      result: first,
    });
    expect((await get('/user/tokens/verify')).body).toMatchObject({
      result: { status: 'active' },
      messages: sample('verify-active')['messages'],
    });
  });

  test.each(['page=0', 'page=x', 'per_page=4', 'per_page=51', 'per_page=5.5', 'include_expired=1'])(
    'rejects %s and names it',
    async (query) => {
      const { get } = await startUpstream();

      const { status, body } = await get(`/user/tokens?${query}`);

      expect(status).toBe(400);
      expect(body['errors']).toMatchObject([{ source: { pointer: `/${query.split('=')[0]}` } }]);
    },
  );
});

describe('the lists', () => {
  const lists = [
    [CREDENTIALS.empty, 0],
    [CREDENTIALS.seven, 7],
    [CREDENTIALS.demo, 137],
    [CREDENTIALS.large, 2_000],
  ] as const;

  test.each(lists)(
    '%s returns its %i tokens once each, in both directions',
    async (secret, count) => {
      const { get } = await startUpstream();
      const ids: Record<string, unknown[]> = { asc: [], desc: [] };
      for (const direction of ['asc', 'desc']) {
        for (let page = 1; ; page++) {
          const query = `direction=${direction}&include_expired=true&per_page=50&page=${page}`;
          const { body } = await get(`/user/tokens?${query}`, `Bearer ${secret}`);
          const rows = body['result'] as Json[];
          expect(body['result_info']).toMatchObject({
            page,
            per_page: 50,
            count: rows.length,
            total_count: count,
          });
          if (rows.length === 0) break;
          ids[direction]?.push(...rows.map(({ id }) => id));
        }
      }
      expect(new Set(ids['asc']).size).toBe(count);
      expect(ids['desc']).toEqual(ids['asc']?.toReversed());
    },
  );

  test('have every shape that Cloudflare’s documents allow', async () => {
    const { upstream } = await startUpstream();
    const tokens = upstream.credential(CREDENTIALS.demo).tokens as Json[];
    const policies = tokens.flatMap((token) => (token['policies'] ?? []) as Json[]);
    const resources = policies.flatMap((policy) => Object.entries(policy['resources'] as Json));
    const names = resources.flatMap(([name, inner]) =>
      typeof inner === 'string' ? [name] : [name, ...Object.keys(inner as Json)],
    );
    const groups = policies.flatMap((policy) => policy['permission_groups'] as Json[]);
    const conditions = tokens.map((token) => token['condition'] as Json | null | undefined);
    const addresses = conditions.map((each) => (each?.['request_ip'] ?? null) as Json | null);

    const shapes: Record<string, boolean> = {
      'no name': tokens.some((token) => !('name' in token)),
      'a name of 120 characters': tokens.some(({ name }) => String(name).length === 120),
      'a date absent': tokens.some((token) => !('last_used_on' in token)),
      'a date null': tokens.some(({ last_used_on }) => last_used_on === null),
      not_before: tokens.some((token) => 'not_before' in token),
      'policies null': tokens.some(({ policies: each }) => each === null),
      'no policies': tokens.some(({ policies: each }) => Array.isArray(each) && each.length === 0),
      'several policies': tokens.some(
        ({ policies: each }) => Array.isArray(each) && each.length > 1,
      ),
      'a condition absent': conditions.includes(undefined),
      'a condition null': conditions.includes(null),
      'a condition that says nothing': conditions.some(
        (each) => each && Object.keys(each).length === 0,
      ),
      'both lists': addresses.some((each) => each && 'in' in each && 'not_in' in each),
      'only in': addresses.some((each) => each && 'in' in each && !('not_in' in each)),
      'only not_in': addresses.some((each) => each && !('in' in each) && 'not_in' in each),
      'an empty list': addresses.some(
        (each) => Array.isArray(each?.['in']) && each['in'].length === 0,
      ),
      'the older request.ip': conditions.some((each) => each && 'request.ip' in each),
      'plain resources': resources.some(([, inner]) => typeof inner === 'string'),
      'nested resources': resources.some(([, inner]) => typeof inner === 'object'),
      'a group without a name': groups.some((group) => !('name' in group)),
      'a group with meta': groups.some((group) => 'meta' in group),
      'a group without meta': groups.some((group) => !('meta' in group)),
    };
    expect(Object.keys(shapes).filter((shape) => !shapes[shape])).toEqual([]);
    expect(new Set(tokens.map(({ status }) => status))).toEqual(
      new Set(['active', 'disabled', 'expired', 'revoked (exposed)']),
    );
    // Null: of a row that cannot be read.
    expect(new Set(policies.map(({ effect }) => effect))).toEqual(new Set(['allow', 'deny', null]));
    for (const kind of [
      /^com\.cloudflare\.api\.user\.\w+$/,
      /^com\.cloudflare\.api\.account\.\w{32}$/,
      /^com\.cloudflare\.api\.account\.\*$/,
      /^com\.cloudflare\.api\.account\.zone\.\w{32}$/,
      /^com\.cloudflare\.api\.account\.zone\.\*$/,
      /^com\.cloudflare\.edge\.r2\.bucket\.\w{32}_default_/,
      /^com\.cloudflare\.edge\.r2\.bucket\.\w{32}_eu_/,
      /^com\.cloudflare\.api\.account\.worker\./,
      /^com\.cloudflare\.edge\.worker\.script\.\w{32}$/,
    ]) {
      expect(
        names.some((name) => kind.test(name)),
        String(kind),
      ).toBe(true);
    }
  });

  test('show expired tokens only on request', async () => {
    const { get } = await startUpstream();
    const total = async (query: string) => {
      const { body } = await get(`/user/tokens?per_page=5${query}`, `Bearer ${CREDENTIALS.demo}`);
      return (body['result_info'] as Json)['total_count'];
    };

    expect(await total('&include_expired=true')).toBe(137);
    expect(await total('')).toBe(await total('&include_expired=false'));
    expect(Number(await total(''))).toBeLessThan(137);
  });
});

describe('the accounts', () => {
  const total = (body: Json) => (body['result_info'] as Json)['total_count'];

  test.each([
    [ACCOUNTS.none, 0],
    [ACCOUNTS.four, 4],
    [ACCOUNTS.seven, 7],
    [ACCOUNTS.sixty, 60],
    [ACCOUNTS.many, 480],
  ])('%s has %i tokens, for every credential that may list them', async (account, count) => {
    const { get } = await startUpstream();
    const path = `/accounts/${account}/tokens?include_expired=true&per_page=5`;

    expect(total((await get(path, `Bearer ${CREDENTIALS.demo}`)).body)).toBe(count);
  });

  test('belong to credentials: an account’s own reads that account alone', async () => {
    const { get } = await startUpstream();
    const statusOf = async (path: string) =>
      (await get(path, `Bearer ${CREDENTIALS.accountOwned}`)).status;

    expect(await statusOf(`/accounts/${ACCOUNTS.seven}/tokens`)).toBe(200);
    expect(await statusOf(`/accounts/${ACCOUNTS.seven}/tokens/verify`)).toBe(200);
    expect(await statusOf(`/accounts/${ACCOUNTS.seven}/tokens/permission_groups`)).toBe(200);
    expect(await statusOf(`/accounts/${ACCOUNTS.sixty}/tokens`)).toBe(403);
    expect(await statusOf(`/accounts/${ACCOUNTS.sixty}/tokens/verify`)).toBe(401);
    expect(await statusOf('/user/tokens')).toBe(403);
    expect(await statusOf('/accounts/short/tokens')).toBe(404);
  });

  test('show a caller that may list its own tokens only those, and do not say so', async () => {
    const { get } = await startUpstream();
    const path = `/accounts/${ACCOUNTS.sixty}/tokens?per_page=50`;

    const { body } = await get(path, `Bearer ${CREDENTIALS.listSelf}`);

    const rows = body['result'] as Json[];
    expect(rows.length).toBe(total(body));
    expect(rows.length).toBeLessThan(60);
    for (const row of rows) expect(row['creator_email_at_creation']).toBe('dev@example.com');
  });

  test('are changed for all credentials that see the list', async () => {
    const { upstream, get } = await startUpstream();
    const list = upstream.credential(CREDENTIALS.accountOwned).accounts.get(ACCOUNTS.seven);
    list?.tokens.splice(0, 3);
    const path = `/accounts/${ACCOUNTS.seven}/tokens?include_expired=true`;

    expect(total((await get(path, `Bearer ${CREDENTIALS.demo}`)).body)).toBe(4);
  });
});

describe('the parameter name', () => {
  test.each([
    ['part', 'ACME', 0],
    ['part', 'acme', 2],
    ['part in any case', 'ACME', 2],
    ['whole', 'acme', 0],
    ['whole', 'acme dns-01', 1],
  ] as const)('matches the %s of a token’s name: %s', async (nameMatch, name, count) => {
    const { upstream, get } = await startUpstream();
    upstream.switches.nameMatch = nameMatch;
    upstream.credential(CREDENTIALS.seven).tokens = [
      { id: 'a', name: 'acme dns-01' },
      { id: 'b', name: 'the acme' },
      { id: 'c' },
    ];

    const query = new URLSearchParams({ name });
    const { body } = await get(`/user/tokens?${query}`);

    expect((body['result'] as Json[]).length).toBe(count);
  });

  test.each([
    ['whole', 'Logs Read', 2],
    ['whole', 'Logs', 0],
    ['part', 'Logs', 2],
  ] as const)('matches the %s of a group’s name: %s', async (groupNameMatch, name, count) => {
    const { upstream, get } = await startUpstream();
    upstream.switches.groupNameMatch = groupNameMatch;

    const query = new URLSearchParams({ name });
    const { body } = await get(`/user/tokens/permission_groups?${query}`);

    expect((body['result'] as Json[]).length).toBe(count);
  });
});

test('the facts that the samples mark as a guess can be switched', async () => {
  const { upstream, get } = await startUpstream();
  Object.assign(upstream.switches, {
    totalCount: false,
    totalPages: false,
    defaultDirection: 'desc',
  });

  const { body } = await get('/user/tokens?per_page=5');

  expect(body['result_info']).toEqual({ page: 1, per_page: 5, count: 5 });
  expect((body['result'] as Json[])[0]?.['id']).toBe('70c00000000000000000000000000007');

  const rows = async (query: string) =>
    ((await get(`/user/tokens?${query}`)).body['result'] as Json[]).length;
  upstream.switches.perPageOutOfRange = 'clamp';
  expect([await rows('per_page=1'), await rows('per_page=100')]).toEqual([5, 7]);
  upstream.switches.perPageOutOfRange = 'honour';
  expect([await rows('per_page=1'), await rows('per_page=100')]).toEqual([1, 7]);

  upstream.switches.badCredential = 'invalid API token';
  const refused = await get('/user/tokens', `Bearer ${CREDENTIALS.expired}`);
  expect(refused).toMatchObject({ status: 401, body: sample('error-401-invalid-token-verify') });
});

test('every sample is used here or in a test of the gateway', () => {
  const tests = ['emulator.test.ts', '../graphql/tokens.test.ts', '../server/errors.test.ts']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join();
  const names = readdirSync(SAMPLES).filter((file) => file.endsWith('.json'));

  expect(names.filter((file) => !tests.includes(file.replace('.json', '')))).toEqual([]);
});
