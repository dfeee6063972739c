import { describe, expect, test } from 'vitest';

import { startGateway, type TestGateway } from '../support/gateway.ts';

/**
 * Every argument that makes a list of tokens another list, with the values to try, as GraphQL
 * text. Each combination of values must give other rows of `ROWS` than all others.
 */
const LIST_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  direction: ['ASC', 'DESC'],
  includeExpired: ['false', 'true'],
};

/** Arguments that Cloudflare does not know: `questions.test.ts` covers them. */
const QUESTION_ARGUMENTS = ['filter', 'orderBy'];

/** The arguments that say which part of a list is read. */
const WINDOW_ARGUMENTS = ['first', 'after', 'last', 'before'];

/** One argument of each of these reads a list from its start, the other from its end. */
const WINDOWS = ['first: 3', 'last: 3'];

const SECRET = 'a_list_of_its_own_'.padEnd(40, '0');
const rowsOf = (owner: string) =>
  Array.from({ length: 13 }, (_, index) => ({
    id: `${owner}${index}`,
    status: index % 4 === 0 ? 'expired' : 'active',
  }));

/** Whose list it is: an account, or the user. It stands in the text as if it were an argument. */
const OWNERS: Readonly<Record<string, string | null>> = {
  user: null,
  account: 'a'.repeat(32),
};

const LISTS = Object.entries({ owner: Object.keys(OWNERS), ...LIST_ARGUMENTS }).reduce<
  readonly string[]
>(
  (lists, [name, values]) =>
    lists.flatMap((list) => values.map((value) => `${list} ${name}: ${value}`)),
  [''],
);

/** Lists that differ in one value. */
const PAIRS = LISTS.flatMap((one) =>
  LISTS.filter((other) => differences(one, other) === 1).map((other) => [one, other] as const),
);

function differences(one: string, other: string): number {
  const words = other.split(' ');
  return one.split(' ').filter((word, index) => word !== words[index]).length;
}

/** Selects fields of the list that the text names. */
function select(text: string, fields: string): string {
  const [, owner = 'user'] = /owner: (\w+)/.exec(text) ?? [];
  const list = `tokens(${text.replace(/owner: \w+/, '')}) { ${fields} }`;
  const account = OWNERS[owner];
  return account ? `account(id: "${account}") { ${list} }` : list;
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
}

async function start(): Promise<TestGateway> {
  const gateway = await startGateway({ cacheTtlMs: 60_000 });
  const accounts = Object.entries(OWNERS).flatMap(([owner, id]) =>
    id === null ? [] : [[id, { tokens: rowsOf(owner) }] as const],
  );
  gateway.upstream.addCredential(SECRET, rowsOf('user'), { accounts: new Map(accounts) });
  return gateway;
}

async function read(gateway: TestGateway, fields: readonly string[]): Promise<readonly Page[]> {
  const selections = fields.map(
    (field, index) => `f${index}: ${select(field, 'edges { cursor node { id } } totalCount')}`,
  );
  const { data, errors } = await gateway.ask(
    `{ ${selections.join(' ')} }`,
    {},
    { credential: SECRET },
  );
  expect(errors).toEqual([]);
  return Object.values<Page | { readonly tokens: Page }>(data).map((list) =>
    'tokens' in list ? list.tokens : list,
  );
}

const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id).join(' ');

/** The rows of a window, read by a gateway that has read no other list. */
async function readAlone(field: string): Promise<string> {
  const [page] = await read(await start(), [field]);
  return page === undefined ? '' : idsOf(page);
}

test('every argument of every list is covered here', async () => {
  const { ask } = await startGateway();

  const { data } = await ask(
    '{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }',
  );

  const lists: Record<string, readonly string[]> = {};
  for (const { name, fields } of data.__schema.types) {
    for (const field of fields ?? []) {
      if (!(field.type.name ?? field.type.ofType?.name)?.endsWith('Connection')) continue;
      const args: readonly string[] = field.args.map((arg: { readonly name: string }) => arg.name);
      lists[`${name}.${field.name}`] = args.filter((arg) => !WINDOW_ARGUMENTS.includes(arg));
    }
  }
  expect(lists).toEqual({
    'Query.tokens': [...Object.keys(LIST_ARGUMENTS), ...QUESTION_ARGUMENTS].sort(),
    'Account.tokens': [...Object.keys(LIST_ARGUMENTS), ...QUESTION_ARGUMENTS].sort(),
  });
});

describe.each(WINDOWS)('a window of %s', (window) => {
  test('differs for every combination of list arguments', async () => {
    const listOfRows = new Map<string, string>();
    for (const list of LISTS) {
      const rows = await readAlone(`${window} ${list}`);
      expect(
        listOfRows.get(rows),
        `the same rows as${list}: does the list get each argument?`,
      ).toBe(undefined);
      listOfRows.set(rows, list);
    }
  });

  test.each(WINDOWS)('shares no rows with a window of another list, of %s', async (other) => {
    const alone = new Map<string, string>();
    for (const list of LISTS) {
      for (const each of WINDOWS) alone.set(`${each} ${list}`, await readAlone(`${each} ${list}`));
    }
    const shared = await start();
    for (const [one, two] of PAIRS) {
      const fields = [`${window} ${one}`, `${other} ${two}`];
      const expected = fields.map((field) => alone.get(field));

      // In one operation, and out of the cache of a gateway that has read every other list.
      expect((await read(await start(), fields)).map(idsOf)).toEqual(expected);
      expect((await read(shared, fields)).map(idsOf)).toEqual(expected);
    }
  });

  test('gives cursors that every other list rejects, without a call', async () => {
    const gateway = await start();
    for (const [one, other] of PAIRS) {
      const [page] = await read(gateway, [`${window} ${one}`]);
      const sent = gateway.upstream.requests.length;
      for (const { cursor } of page?.edges ?? []) {
        for (const argument of ['after', 'before']) {
          const { errors } = await gateway.ask(
            `{ ${select(`${argument}: "${cursor}" ${other}`, 'nodes { id }')} }`,
            {},
            { credential: SECRET },
          );

          expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
          expect(errors[0]?.message).toMatch(
            new RegExp(`^Argument "${argument}": this cursor belongs to another list`),
          );
        }
      }
      expect(page?.edges).toHaveLength(3);
      expect(gateway.upstream.requests).toHaveLength(sent);
    }
  });
});
