import { expect } from 'vitest';

import type { GatewayOptions } from '../../src/gateway.ts';
import { createTestClock } from './clock.ts';
import { startGateway } from './gateway.ts';

export const TTL_MS = 5_000;
export const SECRET = 'a_list_of_the_compiled_path_000000000000';
export const OTHER_SECRET = 'another_list_of_the_compiled_path_000000';
export const IDS_OF = 'query ($first: Int) { tokens(first: $first) { nodes { id } } }';
export const NO_CACHE = { 'cache-control': 'no-cache' };
export const row = (id: string) => ({ id, policies: [] });

/** Starts a gateway with the compiled path. The test controls its clock and its list of tokens. */
export async function openCompiled(options: GatewayOptions = {}) {
  const clock = createTestClock();
  const compiled = await startGateway(
    { cacheTtlMs: TTL_MS, compiledPath: true, ...options },
    { clock, random: () => 0 },
  );
  const list = ['a', 'b', 'c'].map(row);
  compiled.upstream.addCredential(SECRET, list);

  async function readIds(headers = {}, credential = SECRET, variables = { first: 2 }) {
    const { data, errors } = await compiled.ask(IDS_OF, variables, { credential, headers });
    expect(errors).toEqual([]);
    return data.tokens.nodes.map(({ id }: { id: string }) => id);
  }
  /** For each operation: upstream calls, coalesced pages, cached pages. */
  function pageCounts() {
    return compiled.lines
      .filter(({ message }) => message === 'operation')
      .map(({ fields }) => [fields['upstreamCalls'], fields['coalesced'], fields['cacheHits']]);
  }
  return { ...compiled, clock, list, readIds, pageCounts };
}
// biome-ignore lint/suspicious/noExplicitAny: the document decides the type of the data
export const firstOf = ({ data }: { data: any }): string => data.tokens.nodes[0].id;
