import { describe, expect, test } from 'vitest';

import type { Switches } from '../../src/emulator/switches.ts';
import { startGateway } from '../support/gateway.ts';

const SECRET = 'nodes_of_an_odd_list'.padEnd(40, '0');
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `t${index}` }));

describe('a cached list without a total is not the proof that a token does not exist', () => {
  test.each<[string, Partial<Switches>, boolean]>([
    ['its pages are shorter than requested', { pageLimit: { rows: 20, isStated: false } }, false],
    ['only its first page is cached', {}, true],
  ])('%s', async (_, switches, failsFirst) => {
    const { ask, upstream } = await startGateway({ cacheTtlMs: 5_000 });
    const list = rows(30);
    upstream.addCredential(SECRET, list);
    Object.assign(upstream.switches, { totalCount: false, ...switches });
    const read = (nodes: readonly { id: string }[]) =>
      ask(NODES, { ids: nodes.map(({ id }) => id) }, { credential: SECRET });
    let fails = failsFirst;
    upstream.onRequest(({ query }) => {
      if (!fails || query['page'] !== '2') return;
      fails = false;
      upstream.injectFault({ kind: 'response', status: 200, body: 'no page' });
    });
    await read(rows(9));
    expect(fails).toBe(false);
    list.push({ id: 'new' });

    const { data } = await read([...rows(9), { id: 'new' }]);

    expect(data.nodes).toEqual([...rows(9), { id: 'new' }]);
  });
});
