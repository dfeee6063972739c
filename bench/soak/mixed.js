/**
 * Mixed load from many credentials. One upstream response in ten is faulty.
 * Every returned row is compared with the list of its credential.
 */
import { createRandom } from '../fuzz-documents.js';
import { createAgent, deadline, inParallel, post } from './send.js';

const CREDENTIALS = 60;
const CLIENTS = 24;
const FAULT_SHARE = 0.1;
const HTML = '<!DOCTYPE html><title>Bad gateway</title>';

const FAULTS = [
  { kind: 'reset' },
  { kind: 'truncate' },
  { kind: 'hang' },
  { kind: 'drip' },
  { kind: 'flood', bytes: 20 * 1024 * 1024 },
  { kind: 'response', status: 200, body: HTML },
  { kind: 'response', status: 502, body: HTML },
  {
    kind: 'response',
    status: 503,
    body: 'upstream connect error',
    headers: { 'retry-after': '1' },
  },
  { kind: 'response', status: 200, body: { success: false, errors: [{ code: 1, message: 'no' }] } },
  limited(429, '1'),
  limited(200, '2'),
];

function limited(status, retryAfter) {
  const body = { success: false, errors: [{ code: 971, message: 'slow down' }] };
  return { kind: 'response', status, body, headers: { 'retry-after': retryAfter } };
}

export const MIXED = {
  name: 'mixed load, one upstream answer in ten faulty',
  env: { UPSTREAM_TIMEOUT_MS: '1000', CACHE_TTL_MS: '500' },
  // Faults would spoil its answers.
  hasBystander: false,
  async run({ origin, upstream, seconds }) {
    const random = createRandom(1);
    const below = (limit) => Math.floor(random() * limit);
    const isOver = deadline(seconds);
    upstream.onRequest(() => {
      if (!isOver() && random() < FAULT_SHARE) upstream.injectFault(FAULTS[below(FAULTS.length)]);
    });
    const accounts = Array.from({ length: CREDENTIALS }, (_, n) => {
      const secret = `${n}`.padStart(40, 'credential_');
      const ids = Array.from({ length: 5 + below(200) }, (_, index) => `c${n}-${index}`);
      const tokenOf = (id) => ({ id, name: id, status: 'active', policies: [] });
      upstream.addCredential(secret, ids.map(tokenOf));
      return { secret, ids };
    });
    const agent = createAgent(CLIENTS);
    const tally = { requests: 0, lost: [], aborted: 0, stale: 0, failures: {} };

    async function askOnce() {
      const account = accounts[below(accounts.length)];
      const first = 1 + below(100);
      const signal = random() < 0.05 ? AbortSignal.timeout(1 + below(20)) : undefined;
      const headers = {
        authorization: `Bearer ${account.secret}`,
        ...(random() < 0.2 && { 'cache-control': 'no-cache' }),
      };
      const query = `{ tokens(first: ${first}) { totalCount nodes { id name } } }`;
      tally.requests += 1;
      try {
        const body = JSON.stringify({ query });
        const { text } = await post(`${origin}/graphql`, agent, headers, body, signal);
        count(JSON.parse(text), account.ids.slice(0, first));
      } catch (error) {
        if (signal?.aborted) tally.aborted += 1;
        else tally.lost.push(String(error));
      }
    }
    function count({ data, errors, extensions }, expected) {
      if (extensions?.staleSeconds) tally.stale += 1;
      if (errors) {
        const code = errors[0].extensions?.code ?? 'NO_CODE';
        tally.failures[code] = (tally.failures[code] ?? 0) + 1;
        return;
      }
      const got = data.tokens.nodes.map(({ id }) => id).join();
      if (got !== expected.join()) tally.lost.push(`wrong rows: ${got}`);
    }

    await inParallel(CLIENTS, isOver, askOnce);
    agent.destroy();
    const { requests, lost, ...note } = tally;
    return { requests, lost, note };
  },
};
