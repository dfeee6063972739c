import fc from 'fast-check';
import { expect, test } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';
import { createTestClock } from '../support/clock.ts';
import { withoutSnapshots } from '../support/cursors.ts';
import { executable } from '../support/executions.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { hostileRows } from '../support/hostile-rows.ts';
import { validOperations } from '../support/valid-operations.ts';

const SEED = 20_261_124;
const OPERATIONS = 150;
const SECRET = 'a_list_of_hostile_rows_'.padEnd(40, '0');
/** The account that the resources of the rows name. */
const ACCOUNT = 'a'.repeat(32);
const UNREADABLE_ACCOUNT = 'b'.repeat(32);
const RATE_LIMIT_WINDOW_MS = 300_000;

const NO_LIMITS = {
  ...{ lexicalTokens: 100_000, depth: 100, aliases: 10_000, directives: 10_000 },
  cost: Number.POSITIVE_INFINITY,
};

const RAY_ID = /"rayId":"[\w-]+",/g;

interface Answered {
  readonly status: number;
  /** As JSON: the order of the fields is part of the answer. A cursor names its gateway, so it is compared without that. */
  readonly data: string;
  /** Sorted: errors of fields side by side have no order. Without Cloudflare's ids of calls. */
  readonly errors: readonly string[];
}

async function answerOf(
  { gateway }: TestGateway,
  query: string,
  variables: object,
): Promise<Answered> {
  const response = await gateway.fetch(
    new Request('http://127.0.0.1/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
      body: JSON.stringify({ query, variables }),
    }),
  );
  const { data, errors = [] } = JSON.parse(await response.text());
  return {
    status: response.status,
    data: withoutSnapshots(String(JSON.stringify(data))),
    errors: errors.map((error: unknown) => JSON.stringify(error).replace(RAY_ID, '')).sort(),
  };
}

const nodeIds = ['"a"', '"b"', `"${ACCOUNT}.a"`, `"${ACCOUNT}.b"`, `"${UNREADABLE_ACCOUNT}.a"`];
const accountIds = [...Array(8).fill(`"${ACCOUNT}"`), `"${UNREADABLE_ACCOUNT}"`, '"a"', '$id'];
const operations = validOperations(schema, {
  // After an error that leaves nothing of its answer, Yoga still makes calls, which count later.
  without: ['RateLimit.remaining', 'RateLimit.resetsAt'],
  values: {
    'Query.account(id:)': accountIds,
    'Query.node(id:)': [...nodeIds, '$id'],
    'Query.nodes(ids:)': [...nodeIds, `[${nodeIds.slice(0, 4)}]`, `[${nodeIds}]`],
  },
});

async function open(compiledPath: boolean) {
  const clock = createTestClock();
  const gateway = await startGateway(
    { compiledPath, limits: NO_LIMITS },
    { random: () => 0, clock },
  );
  const account = { tokens: [] as unknown[] };
  const accounts = new Map([[ACCOUNT, account]]);
  const credential = gateway.upstream.addCredential(SECRET, [], { accounts });
  /** Changes both lists, and lets the gateway forget its calls: the limit of calls is never reached. */
  function prepare(rows: readonly unknown[]): void {
    credential.tokens = [...rows];
    account.tokens = rows.toReversed();
    clock.advance(RATE_LIMIT_WINDOW_MS);
  }
  return { ...gateway, prepare };
}

test('random operations over hostile upstream rows are answered as Yoga answers them', async () => {
  const compiled = await open(true);
  const yoga = await open(false);
  const seen = { withData: 0, withErrors: 0 };

  await fc.assert(
    fc.asyncProperty(operations, hostileRows, async ({ text, variables }, rows) => {
      if (executable(schema, text) === null) return;
      for (const { prepare } of [compiled, yoga]) prepare(rows);

      const ours = await answerOf(compiled, text, variables);
      const theirs = await answerOf(yoga, text, variables);

      // Where an error propagated to the root, either may report others that it met before.
      const isSameError = ours.data !== 'null' || theirs.data !== 'null';
      expect({ ...ours, errors: isSameError ? ours.errors : [] }).toEqual({
        ...theirs,
        errors: isSameError ? theirs.errors : [],
      });
      expect(ours.errors.length > 0).toBe(theirs.errors.length > 0);
      // Nor does a field have a value that its type cannot express.
      expect(ours.errors.filter((error) => error.includes('cannot represent'))).toEqual([]);
      if (ours.errors.length > 0) seen.withErrors += 1;
      if (ours.data.length > 100) seen.withData += 1;
    }),
    { seed: SEED, numRuns: OPERATIONS, endOnFailure: true },
  );

  // No resolver throws on a row that the decoder lets through.
  const bugs = [compiled, yoga].flatMap(({ lines }) =>
    lines.filter(({ message }) => message === 'unexpected error'),
  );
  expect(bugs).toEqual([]);
  expect(seen.withData).toBeGreaterThan(OPERATIONS / 5);
  expect(seen.withErrors).toBeGreaterThan(OPERATIONS / 10);
}, 60_000);
