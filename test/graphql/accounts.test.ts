import { describe, expect, onTestFinished, test } from 'vitest';

import { ACCOUNTS, CREDENTIALS, type EmulatedTokens } from '../../src/emulator/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { AccountDocument, AccountTokensDocument } from '../support/generated/graphql.ts';

type Row = { readonly id: string };

const SECRET = 'reads_many_accounts_'.padEnd(40, '0');
const accountId = (number: number) => `acc${String(number).padStart(29, '0')}`;
const rowsOf = (prefix: string, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }));
const listOf = (account: string, rest = '{ nodes { id } }', args = '') =>
  `{ account(id: "${account}") { tokens${args} ${rest} } }`;
const pathsOf = ({ upstream }: TestGateway) => upstream.requests.map(({ path }) => path);

describe('the tokens of an account', () => {
  test('are listed with their origin, in one call', async () => {
    const gateway = await startGateway();

    const { data, errors } = await gateway.query(AccountTokensDocument, { account: ACCOUNTS.four });

    expect(errors).toEqual([]);
    expect(pathsOf(gateway)).toEqual([`/accounts/${ACCOUNTS.four}/tokens`]);
    const { totalCount, edges } = data.account.tokens;
    expect(totalCount).toBe(4);
    expect(edges.map(({ node }) => node)).toMatchObject([
      {
        id: `${ACCOUNTS.four}.70c00000000000000000000000000041`,
        tokenId: '70c00000000000000000000000000041',
        account: { id: ACCOUNTS.four },
        name: 'direct, made in the dashboard',
        status: 'ACTIVE',
        creatorEmailAtCreation: 'owner@example.com',
        provisionerType: null,
        provisionerId: null,
      },
      {
        creatorEmailAtCreation: 'dev@example.com',
        provisionerType: 'com.cloudflare.api.oauthtoken',
        provisionerId: '0a700000000000000000000000000001',
      },
      {
        creatorEmailAtCreation: null,
        provisionerType: 'com.cloudflare.api.oauthtoken',
        provisionerId: null,
      },
      { creatorEmailAtCreation: null, provisionerType: null, provisionerId: null },
    ]);
  });

  test.each([
    ['31 characters', 'a'.repeat(31)],
    ['33 characters', 'a'.repeat(33)],
    ['a slash', `${'a'.repeat(31)}/`],
    ['a letter that is not ASCII', `${'a'.repeat(31)}é`],
    ['nothing', ''],
  ])('of an id with %s are BAD_USER_INPUT, without a call', async (_what, id) => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask('query ($id: ID!) { account(id: $id) { id } }', { id });

    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toMatch(/^Argument "id": .*32 letters or digits/);
    expect(upstream.requests).toEqual([]);
  });

  test('need no call for the account itself, whose id stays as it is', async () => {
    const { ask, upstream } = await startGateway();
    const id = 'AbCdEf0123456789AbCdEf0123456789';

    expect((await ask(`{ account(id: "${id}") { id } }`)).data).toEqual({ account: { id } });
    expect(upstream.requests).toEqual([]);
  });

  test('belong to the accounts that resources name, each read once', async () => {
    const gateway = await startGateway();

    const { data, errors } = await gateway.ask(
      '{ tokens(first: 20) { nodes { policies { resources { account { id tokens { totalCount } } } } } } }',
    );

    expect(errors).toEqual([]);
    expect(pathsOf(gateway)).toEqual(['/user/tokens', `/accounts/${ACCOUNTS.many}/tokens`]);
    expect(JSON.stringify(data)).toMatch(
      new RegExp(`\\{"account":\\{"id":"${ACCOUNTS.many}","tokens":\\{"totalCount":\\d+\\}\\}\\}`),
    );
  });

  test('share pages with the same list of the same operation alone', async () => {
    const gateway = await startGateway();
    const { ask, upstream } = gateway;
    const seven = `account(id: "${ACCOUNTS.seven}")`;

    const { data } = await ask(
      `{ a: ${seven} { tokens(first: 2) { nodes { tokenId } } }
         b: ${seven} { tokens(first: 5) { nodes { tokenId } } }
         c: account(id: "${ACCOUNTS.sixty}") { tokens(first: 2) { nodes { tokenId } } }
         d: tokens(first: 2) { nodes { tokenId } } }`,
    );

    expect(upstream.requests).toHaveLength(3);
    expect(data.a.tokens.nodes).toEqual(data.b.tokens.nodes.slice(0, 2));
    const first = [data.a, data.c].map(({ tokens }) => tokens.nodes[0].tokenId);
    expect(new Set([...first, data.d.nodes[0].tokenId]).size).toBe(3);
  });

  test.each([
    ['fewer rows', '(first: 3) { nodes { tokenId } }', 1],
    ['the total', '{ totalCount }', 1],
    ['counts', '{ summary { total } }', 1],
    ['a filter', '(filter: { status: [ACTIVE] }) { nodes { tokenId } }', 1],
    ['a list that has other rows', '(includeExpired: true) { totalCount }', 2],
  ])('are read once where an operation comes to them again, for %s', async (_what, rest, calls) => {
    const { ask, upstream } = await startGateway();
    const inner = `account { tokens${rest} }`;

    const { data, errors } = await ask(
      listOf(ACCOUNTS.seven, `{ totalCount nodes { tokenId ${inner} } }`, '(first: 10)'),
    );

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(calls);
    const { nodes } = data.account.tokens;
    const alone = await ask(`{ account(id: "${ACCOUNTS.seven}") { tokens${rest} } }`);
    expect(nodes.length).toBeGreaterThan(2);
    for (const { account } of nodes) expect(account).toEqual(alone.data.account);
  });

  test('are read again for rows that the operation has not read', async () => {
    const { ask, upstream } = await startGateway();
    const inner = 'account { tokens(first: 8) { nodes { tokenId } } }';

    const { data, errors } = await ask(
      listOf(ACCOUNTS.many, `{ nodes { ${inner} } }`, '(first: 2)'),
    );

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(2);
    expect(data.account.tokens.nodes[0].account.tokens.nodes).toHaveLength(8);
  });

  test('are filtered, sorted and counted as a user’s, with cursors that belong to the account', async () => {
    const gateway = await startGateway();
    const page = (account: string, after = '') =>
      gateway.ask(
        listOf(
          account,
          '{ totalCount nodes { name status } pageInfo { endCursor } summary { total } }',
          `(first: 5, orderBy: NAME, filter: { status: [ACTIVE] }${after && `, after: "${after}"`})`,
        ),
      );

    const { data, errors } = await page(ACCOUNTS.sixty);

    expect(errors).toEqual([]);
    expect(pathsOf(gateway)).toEqual(Array(2).fill(`/accounts/${ACCOUNTS.sixty}/tokens`));
    const { totalCount, nodes, pageInfo, summary } = data.account.tokens;
    expect(summary).toEqual({ total: totalCount });
    for (const { status } of nodes) expect(status).toBe('ACTIVE');
    expect((await page(ACCOUNTS.sixty, pageInfo.endCursor)).errors).toEqual([]);
    const elsewhere = await page(ACCOUNTS.many, pageInfo.endCursor);
    expect(elsewhere.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(elsewhere.errors[0]?.message).toMatch(/^Argument "after": this cursor belongs/);
  });

  test('are those that the credential created, where it may list no others', async () => {
    const { ask } = await startGateway();
    const count = async (credential: string) =>
      (
        await ask(
          listOf(ACCOUNTS.sixty, '{ totalCount }', '(includeExpired: true)'),
          {},
          {
            credential,
          },
        )
      ).data.account.tokens.totalCount;

    expect(await count(CREDENTIALS.demo)).toBe(60);
    expect(await count(CREDENTIALS.listSelf)).toBe(15);
  });
});

describe('where an account cannot be read', () => {
  test.each(['missing permission', 'authentication error', 'wrong family'] as const)(
    'a user’s token is FORBIDDEN, which says what is needed: %s',
    async (answer) => {
      const { ask, upstream } = await startGateway();
      upstream.switches.unreadableAccount = answer;

      const { errors } = await ask(listOf(ACCOUNTS.sixty), {}, { credential: CREDENTIALS.seven });

      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(errors[0]?.message).toMatch(
        /account-owned token.*Manage Account > Account API Tokens/,
      );
    },
  );

  test('an account-owned token of another account is FORBIDDEN', async () => {
    const { ask } = await startGateway();

    const { errors } = await ask(
      listOf(ACCOUNTS.sixty),
      {},
      {
        credential: CREDENTIALS.accountOwned,
      },
    );

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('an account-owned token at a user’s tokens is FORBIDDEN', async () => {
    const { ask } = await startGateway();

    const { errors } = await ask(
      '{ tokens { totalCount } }',
      {},
      {
        credential: CREDENTIALS.accountOwned,
      },
    );

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(errors[0]?.message).toMatch(
      /user-owned token.*My Profile > API Tokens.*account-owned token can read its own account/,
    );
  });

  test('a refused address says so', async () => {
    const { ask } = await startGateway();

    const { errors } = await ask(
      listOf(ACCOUNTS.four),
      {},
      {
        credential: CREDENTIALS.ipNotAllowed,
      },
    );

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(errors[0]?.message).toContain('from location');
    expect(errors[0]?.message).not.toContain('permission');
  });

  test('other accounts and lists of the operation are unharmed, beside a null account', async () => {
    const { ask } = await startGateway();

    const { data, errors } = await ask(
      `{ nodes(ids: ["${ACCOUNTS.sixty}.70c1", "70c00000000000000000000000000001"]) { id } }`,
      {},
      { credential: CREDENTIALS.seven },
    );

    expect(data.nodes).toEqual([null, { id: '70c00000000000000000000000000001' }]);
    expect(errors).toMatchObject([{ path: ['nodes', 0], extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('the credential of an account', () => {
  const CREDENTIAL = (account: string) =>
    `{ account(id: "${account}") { credential { tokenId status expiresOn } } rateLimit { remaining resetsAt } }`;

  test.each([CREDENTIALS.accountOwned, CREDENTIALS.accountOwnedLegacy])(
    'is described for its own token %s, in one call',
    async (credential) => {
      const gateway = await startGateway();

      const { data, errors } = await gateway.ask(CREDENTIAL(ACCOUNTS.seven), {}, { credential });

      expect(errors).toEqual([]);
      expect(data.account.credential).toMatchObject({ status: 'ACTIVE', expiresOn: null });
      expect(data.rateLimit).toEqual({ remaining: 1_140, resetsAt: null });
      expect(pathsOf(gateway)).toEqual([`/accounts/${ACCOUNTS.seven}/tokens/verify`]);
    },
  );

  test.each([
    ['of another account', ACCOUNTS.sixty, CREDENTIALS.accountOwned],
    ['of another account, without a prefix', ACCOUNTS.sixty, CREDENTIALS.accountOwnedLegacy],
    ['of a user', ACCOUNTS.sixty, CREDENTIALS.demo],
    ['of a user without permissions', ACCOUNTS.sixty, CREDENTIALS.missingPermission],
  ])(
    'is FORBIDDEN for a token %s, which says what is needed',
    async (_what, account, credential) => {
      const { ask } = await startGateway();

      const { errors } = await ask(CREDENTIAL(account), {}, { credential });

      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(errors[0]?.message).toMatch(
        /account-owned token of this account.*Manage Account.*ask for the credential without an account/,
      );
    },
  );

  test.each(['x'.repeat(40), `cfat_${'x'.repeat(40)}12345678`, CREDENTIALS.expired])(
    'is UNAUTHENTICATED for %s',
    async (credential) => {
      const { ask } = await startGateway();

      const { errors } = await ask(CREDENTIAL(ACCOUNTS.seven), {}, { credential });

      expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    },
  );

  test.each([CREDENTIALS.accountOwned, CREDENTIALS.accountOwnedLegacy])(
    'is not rejected because the verify of another owner does not know it: %s',
    async (credential) => {
      const { ask } = await startGateway();

      const wrong = await ask('{ credential { tokenId } }', {}, { credential });
      const elsewhere = await ask(CREDENTIAL(ACCOUNTS.sixty), {}, { credential });
      const own = await ask(CREDENTIAL(ACCOUNTS.seven), {}, { credential });

      expect(wrong.errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(elsewhere.errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(own.errors).toEqual([]);
    },
  );

  test('that is rejected is not sent again', async () => {
    const { ask, upstream } = await startGateway();
    const credential = 'x'.repeat(40);

    await ask('{ credential { tokenId } }', {}, { credential });
    const sent = upstream.requests.length;
    const { errors } = await ask(listOf(ACCOUNTS.seven), {}, { credential });

    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(upstream.requests).toHaveLength(sent);
  });

  test('and the groups and tokens of the account come with it', async () => {
    const { query, upstream } = await startGateway();

    const { data, errors } = await query(
      AccountDocument,
      { account: ACCOUNTS.seven, scope: 'com.cloudflare.api.user' },
      { credential: CREDENTIALS.accountOwned },
    );

    expect(errors).toEqual([]);
    expect(data.account.permissionGroups).toEqual([]);
    expect(data.account.tokens.nodes.length).toBeGreaterThan(0);
    expect(upstream.requests).toHaveLength(3);
  });
});

describe('nodes of both families', () => {
  test('are found again by their ids', async () => {
    const { ask } = await startGateway();
    const read = await ask(
      `{ account(id: "${ACCOUNTS.seven}") { tokens { nodes { id name } } }
         tokens(first: 2) { nodes { id name } } }`,
    );
    const nodes = [...read.data.account.tokens.nodes, ...read.data.tokens.nodes];

    const { data, errors } = await ask(
      `query ($ids: [ID!]!, $id: ID!) {
        nodes(ids: $ids) { ... on ApiToken { id name } }
        node(id: $id) { __typename id }
      }`,
      { ids: nodes.map(({ id }) => id), id: nodes[0].id },
    );

    expect(errors).toEqual([]);
    expect(data.nodes).toEqual(nodes);
    expect(data.node).toEqual({ __typename: 'AccountToken', id: nodes[0].id });
  });

  test('of an account cost one call, or one for each page of its list', async () => {
    const gateway = await startGateway();
    const { ask, upstream } = gateway;
    const tokens = await ask(
      `{ account(id: "${ACCOUNTS.sixty}") { tokens(first: 40) { nodes { id } } } }`,
    );
    const ids = tokens.data.account.tokens.nodes.map(({ id }: Row) => id);
    const sent = upstream.requests.length;

    const one = await ask('query ($id: ID!) { node(id: $id) { id } }', { id: ids[3] });
    expect(one.data.node.id).toBe(ids[3]);
    expect(pathsOf(gateway).slice(sent)).toEqual([`/accounts/${ids[3].replace('.', '/tokens/')}`]);

    const all = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(all.data.nodes.map(({ id }: Row) => id)).toEqual(ids);
    expect(upstream.requests.length - sent - 1).toBeLessThanOrEqual(2);
  });

  test.each([
    ['an unknown token', `${ACCOUNTS.seven}.0`, 1],
    ['a malformed account', `${ACCOUNTS.seven}a.70c1`, 0],
    ['no token id', `${ACCOUNTS.seven}.`, 0],
    ['a path instead of a token id', `${ACCOUNTS.seven}.verify`, 0],
    ['two dots', `${ACCOUNTS.seven}...`, 0],
    ['a token id that is too long', `${ACCOUNTS.seven}.${'a'.repeat(33)}`, 0],
  ])('are null for %s', async (_what, id, calls) => {
    const { ask, upstream } = await startGateway();

    const { data, errors } = await ask('query ($id: ID!) { node(id: $id) { id } }', { id });

    expect(errors).toEqual([]);
    expect(data).toEqual({ node: null });
    expect(upstream.requests).toHaveLength(calls);
  });

  test('are no tokens of a user where an account owns them', async () => {
    const { ask, upstream } = await startGateway();

    const { data } = await ask(
      `{ token(id: "${ACCOUNTS.four}.70c00000000000000000000000000041") { id } }`,
    );

    expect(data).toEqual({ token: null });
    expect(upstream.requests).toEqual([]);
  });
});

describe('the calls of nested lists', () => {
  /** A user's token whose one policy names these accounts. */
  const tokenNaming = (accounts: readonly string[]) => ({
    id: 't',
    policies: [
      {
        id: 'p',
        effect: 'allow',
        permission_groups: [],
        resources: Object.fromEntries(
          accounts.map((id) => [`com.cloudflare.api.account.${id}`, '*']),
        ),
      },
    ],
  });

  test('are limited for each operation, which names the limit', async () => {
    const { ask, upstream } = await startGateway();
    const accounts = Array.from({ length: 150 }, (_, number) => accountId(number));
    const lists = new Map<string, EmulatedTokens>(
      accounts.map((id) => [id, { tokens: rowsOf(id.slice(-4), 3) }]),
    );
    upstream.addCredential(SECRET, [tokenNaming(accounts)], { accounts: lists });

    const { data, errors } = await ask(
      '{ tokens { nodes { policies { resources { account { tokens(first: 1) { nodes { tokenId } } } } } } } }',
      {},
      { credential: SECRET },
    );

    const { resources } = data.tokens.nodes[0].policies[0];
    const read = resources.filter(({ account }: { account: object | null }) => account !== null);
    expect(resources).toHaveLength(150);
    expect(read).toHaveLength(100);
    expect(errors).toHaveLength(50);
    for (const { extensions, message } of errors) {
      expect(extensions.code).toBe('BAD_USER_INPUT');
      expect(message).toContain('at most 100 accounts');
    }
    expect(upstream.requests).toHaveLength(101);
  });

  test('warn of no leak of listeners, however many accounts are read at once', async () => {
    const { ask, upstream } = await startGateway();
    const warnings: Error[] = [];
    const keep = (warning: Error) => void warnings.push(warning);
    process.on('warning', keep);
    onTestFinished(() => void process.off('warning', keep));
    const accounts = Array.from({ length: 20 }, (_, number) => accountId(number));
    const lists = new Map(accounts.map((id) => [id, { tokens: rowsOf('t', 2) }]));
    upstream.addCredential(SECRET, [], { accounts: lists });

    const representations = accounts.map((id) => ({ __typename: 'Account', id }));
    const ids = accounts.map((id) => `${id}.t1`);
    const { data, errors } = await ask(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Account { tokens { totalCount } } }
      }`,
      { representations },
      { credential: SECRET },
    );
    const found = await ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
      { credential: SECRET },
    );

    expect(errors).toEqual([]);
    expect(data._entities).toEqual(accounts.map(() => ({ tokens: { totalCount: 2 } })));
    expect(found.data.nodes).toEqual(ids.map((id) => ({ id })));
    expect(warnings).toEqual([]);
  });

  test('count in the cost, one list below the other', async () => {
    const { ask, upstream } = await startGateway();
    const nested = (size: number) =>
      `{ tokens(first: ${size}) { nodes { policies { resources { account {
        tokens(first: ${size}) { nodes { account { tokens(first: ${size}) { totalCount } } } }
      } } } } } }`;

    const { errors } = await ask(nested(100));

    expect(errors[0]?.extensions.code).toBe('COST_LIMIT_EXCEEDED');
    expect(upstream.requests).toEqual([]);
    expect((await ask(nested(5))).errors).toEqual([]);
  });

  test('an account that Cloudflare names by no valid id is not read', async () => {
    const { ask, upstream } = await startGateway();
    upstream.addCredential(SECRET, [tokenNaming(['short'])]);

    const { errors } = await ask(
      '{ tokens { nodes { policies { resources { account { id tokens { totalCount } } } } } } }',
      {},
      { credential: SECRET },
    );

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(upstream.requests).toHaveLength(1);
  });
});
