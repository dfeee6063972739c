/** Shape 4: made-up bearers, a rejected one again and again, and two callers of one gateway token. */
import { createHash } from 'node:crypto';

import { createAgent, deadline, inParallel, post, wait } from './send.js';

const STRANGERS = 2_600;
const STRANGER_CLIENTS = 64;
const REPEATED = 50;
const GREEDY_CLIENTS = 8;

const QUERY = '{ tokens(first: 20) { totalCount nodes { id } } }';
const bearer = (secret, rest) => ({ authorization: `Bearer ${secret}`, ...rest });
const keyOf = (name) => `${name}_key`;
const hashOf = (key) => createHash('sha256').update(key).digest('hex');

/** Counts the codes of the answers, and those that are lost. */
function createTally() {
  const tally = { requests: 0, lost: [], codes: {} };
  const ask = async (origin, agent, headers) => {
    tally.requests += 1;
    try {
      const body = JSON.stringify({ query: QUERY });
      const { text } = await post(`${origin}/graphql`, agent, headers, body);
      const code = JSON.parse(text).errors?.[0].extensions.code ?? 'OK';
      tally.codes[code] = (tally.codes[code] ?? 0) + 1;
      return code;
    } catch (error) {
      tally.lost.push(String(error));
      return 'LOST';
    }
  };
  return { tally, ask };
}

export const BEARERS = [
  {
    name: `${STRANGERS} made-up bearers`,
    async run({ origin, upstream }) {
      const { tally, ask } = createTally();
      const agent = createAgent(STRANGER_CLIENTS);
      const callsBefore = upstream.requests.length;
      let next = 0;
      await inParallel(
        STRANGER_CLIENTS,
        () => next >= STRANGERS,
        () => {
          next += 1;
          return ask(origin, agent, bearer(`made_up_${next}_`.padEnd(40, '0')));
        },
      );
      agent.destroy();
      const { requests, lost, codes } = tally;
      return { requests, lost, note: { codes, calls: upstream.requests.length - callsBefore } };
    },
  },
  {
    name: `one rejected token, ${REPEATED} times`,
    async run({ origin, upstream }) {
      const { tally, ask } = createTally();
      const agent = createAgent(1);
      const secret = 'rejected_'.padEnd(40, '0');
      const callsOf = () =>
        upstream.requests.filter(({ authorization }) => authorization === `Bearer ${secret}`)
          .length;
      for (let time = 0; time < REPEATED; time++) {
        await ask(origin, agent, bearer(secret, { 'cache-control': 'no-cache' }));
      }
      agent.destroy();
      const { requests, lost, codes } = tally;
      if (callsOf() > 1) lost.push(`${callsOf()} calls with a rejected token`);
      return { requests, lost, note: { codes, calls: callsOf() } };
    },
  },
  {
    name: 'two callers of the gateway token, one of them greedy',
    gatewayToken: true,
    env: { GATEWAY_API_KEYS: [hashOf(keyOf('greedy')), hashOf(keyOf('modest'))].join() },
    headers: bearer(keyOf('modest')),
    async run({ origin, seconds }) {
      const { tally, ask } = createTally();
      const agent = createAgent(GREEDY_CLIENTS);
      await inParallel(GREEDY_CLIENTS, deadline(seconds), async () => {
        const code = await ask(
          origin,
          agent,
          bearer(keyOf('greedy'), { 'cache-control': 'no-cache' }),
        );
        if (code !== 'OK') await wait(20);
      });
      agent.destroy();
      const { requests, lost, codes } = tally;
      return { requests, lost, note: { codes } };
    },
  },
];
