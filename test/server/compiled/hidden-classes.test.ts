import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, startEmulator } from '../../../src/emulator/index.ts';
import { DIST, installPacked, startNode } from '../../support/package.ts';
import { readableDemo } from '../../support/readable-demo.ts';

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

const ROUNDS = 300;

const EVERY_FIELD = readFileSync(
  new URL('../../../schema/operations/every-field.graphql', import.meta.url),
  'utf8',
);
const NEXT_PAGE = `query Next($after: String) {
  tokens(first: 5, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } }
}`;
const QUESTION = `query Question($text: String) {
  tokens(first: 5, orderBy: NAME, filter: { not: { nameContains: $text } }) {
    nodes { id name }
    summary { total }
  }
}`;

/**
 * Node 20 gives each AbortSignal a hidden class of its own, two for a request, and each module that
 * it loads another one.
 */
const MADE_BY_NODE = /^(symbol\("k(Aborted|Reason|Composite)"|encoding$)/;

/**
 * V8's own log of hidden classes. A line says how one came about, and by which property:
 * `map,Transition,…,…,…,…,…,…,prototype,idleSince`.
 */
function transitionsByProperty(log: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of log.split('\n')) {
    if (!line.startsWith('map,Transition,')) continue;
    const property = line.slice(line.lastIndexOf(',') + 1);
    counts.set(property, (counts.get(property) ?? 0) + 1);
  }
  return counts;
}

/**
 * Objects that are made at one place in the code should share a hidden class. Where each request gets
 * a new one, as with `{ ...some, added: 1 }` or a getter in an object literal, all code that reads the
 * objects loses its inline caches, and the garbage collector keeps more alive: up to a fifth of the
 * time of a request was lost so, three times, and no profile showed it.
 */
test('no request makes a hidden class', async () => {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  readableDemo(upstream);
  const log = join(mkdtempSync(join(tmpdir(), 'maps-')), 'v8.log');
  const program = startNode(
    folder,
    ['--log-maps', '--no-logfile-per-isolate', `--logfile=${log}`, `${DIST}/cli.js`, '--port', '0'],
    { CLOUDFLARE_BASE_URL: upstream.baseUrl, DRAIN_DELAY_MS: '0' },
  );
  const [, origin = ''] = await program.until(/GraphiQL: (http:\/\/\S+)\/graphql/);

  async function ask(credential: string, query: string, variables: object, fresh = false) {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${credential}`,
        ...(fresh && { 'cache-control': 'no-cache' }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    expect(errors).toBeUndefined();
    return data;
  }

  let after: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    await ask(CREDENTIALS.large, EVERY_FIELD, { first: 20 }, true);
    const { tokens } = await ask(CREDENTIALS.large, NEXT_PAGE, { after });
    after = tokens.pageInfo.hasNextPage ? tokens.pageInfo.endCursor : null;
    await ask(CREDENTIALS.demo, QUESTION, { text: `none${round}` });
  }
  program.signal('SIGTERM');
  await program.exit;

  const counts = transitionsByProperty(readFileSync(log, 'latin1'));
  const perRequest = [...counts].filter(([, count]) => count >= ROUNDS).map(([name]) => name);
  expect(perRequest.filter((name) => !MADE_BY_NODE.test(name))).toEqual([]);
  // The log is what this test takes it for.
  expect(perRequest).not.toEqual([]);
});
