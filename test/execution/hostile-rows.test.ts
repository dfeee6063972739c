import fc from 'fast-check';
import {
  type GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';

import { decodeTokenRows } from '../../src/cloudflare/decode/token.ts';
import { schema as servedSchema } from '../../src/graphql/schema.ts';
import { executable, expectSame } from '../support/executions.ts';
import { corrupted, corruptions, hostileRows } from '../support/hostile-rows.ts';
import { validOperations } from '../support/valid-operations.ts';

const SEED = 20_261_124;
const OPERATIONS = 300;

type Rows = ReturnType<typeof decodeTokenRows>;

interface Data {
  readonly rows: Rows;
  readonly connection: unknown;
}

const dataOf = (rows: Rows): Data => ({
  rows,
  connection: {
    edges: rows.map((node, index) => ({ cursor: `cursor ${index}`, node })),
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: 'x' },
    totalCount: rows.length,
  },
});

/** The served schema; its root fields take their rows from the context instead of Cloudflare. */
function schemaOverRows(): GraphQLSchema {
  const config = servedSchema.toConfig();
  const query = config.query?.toConfig();
  if (!query) throw new Error('a schema without queries');
  const fields = Object.fromEntries(
    Object.entries(query.fields).map(([name, field]) => {
      const named = getNamedType(field.type);
      const resolve: GraphQLFieldResolver<unknown, Data> | undefined =
        isObjectType(named) && 'edges' in named.getFields()
          ? async (_root, _args, { connection }) => connection
          : isListType(getNullableType(field.type))
            ? (_root, _args, { rows }) => rows.map(soonOrNow)
            : ['Token', 'Node'].includes(named.name)
              ? async (_root, _args, { rows }) => rows[0]
              : undefined;
      return [name, { ...field, ...(resolve && { resolve }) }];
    }),
  );
  return new GraphQLSchema({
    ...config,
    query: new GraphQLObjectType({ ...query, fields }),
    types: config.types.filter(({ name }) => name !== query.name),
  });
}

/** A promise, a rejected one, or the value itself. */
function soonOrNow(row: unknown, index: number): unknown {
  if (index % 3 === 0) return row;
  return row instanceof Error ? Promise.reject(row) : Promise.resolve(row);
}

// They have no rows, and are never null: an error of theirs would leave nothing to compare. What is
// asynchronous below the root is not compiled.
const WITHOUT_ROWS = [
  ...['Query.account', 'Query.permissionGroups', 'Query.credential', 'Query.rateLimit'],
  ...['Account.tokens', 'Account.permissionGroups', 'Account.credential'],
];

const schema = schemaOverRows();

async function differ(data: fc.Arbitrary<Data>) {
  const seen = { executed: 0, withErrors: 0, withData: 0 };
  const operations = validOperations(schema, { without: WITHOUT_ROWS });
  await fc.assert(
    fc.asyncProperty(operations, data, async ({ text, variables }, rows) => {
      const document = executable(schema, text);
      if (document === null) return;
      const question = { schema, document, variables, context: () => rows };
      const theirs = await expectSame(question, ({ data: json }) => json === 'null');
      seen.executed += 1;
      if (theirs.errors.length > 0) seen.withErrors += 1;
      if (theirs.data !== 'null' && theirs.data.length > 100) seen.withData += 1;
    }),
    { seed: SEED, numRuns: OPERATIONS },
  );
  return seen;
}

test('random operations over hostile rows', async () => {
  const data = hostileRows.map((rows) => dataOf(decodeTokenRows(rows, null, rows.length)));

  const seen = await differ(data);

  expect(seen.executed).toBeGreaterThan(OPERATIONS * 0.8);
  expect(seen.withErrors).toBeGreaterThan(OPERATIONS / 10);
  expect(seen.withData).toBeGreaterThan(OPERATIONS / 3);
}, 60_000);

test('random operations over rows that no decoder lets through', async () => {
  const data = fc.tuple(hostileRows, corruptions, corruptions).map(([rows, inRows, around]) => {
    const { connection, ...rest } = dataOf(
      corrupted(decodeTokenRows(rows, null, rows.length), inRows),
    );
    return { ...rest, connection: corrupted(connection, around) };
  });

  const seen = await differ(data);

  expect(seen.executed).toBeGreaterThan(OPERATIONS * 0.8);
  expect(seen.withErrors).toBeGreaterThan(OPERATIONS / 10);
  expect(seen.withData).toBeGreaterThan(OPERATIONS / 4);
}, 60_000);
