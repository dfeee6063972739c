/** Shape 5: large requests that wait for a slow Cloudflare, of strangers and of a caller whom it has accepted. */
import { createAgent, deadline, inParallel, post, wait } from './send.js';

const STRANGERS = 100;
const KNOWN_CLIENTS = 60;
/** Every call of these credentials takes so long. */
const CALL_MS = 1_000;
const PREFIX = 'waiting_';
const KNOWN = `${PREFIX}known_`.padEnd(40, '0');

/** JSON that takes many times its length when it is parsed. */
const PADDING = JSON.stringify(Array(32_000).fill({}));

const bodyOf = (number) =>
  `{"query":"{ a${number}: tokens(first: 1) { totalCount } }","extensions":{"padding":${PADDING}}}`;

export const WAITING = {
  name: `${STRANGERS + KNOWN_CLIENTS} clients with requests of 96 kB that wait ${CALL_MS} ms each`,
  async run({ origin, upstream, seconds }) {
    upstream.addCredential(KNOWN, []);
    upstream.onRequest(({ authorization }) => {
      if (!authorization?.startsWith(`Bearer ${PREFIX}`)) return;
      upstream.injectFault({ kind: 'slow', until: wait(CALL_MS) });
    });
    const agent = createAgent(STRANGERS + KNOWN_CLIENTS);
    const tally = { requests: 0, lost: [] };
    const codes = {};
    const isOver = deadline(seconds);

    async function ask(kind, credential) {
      tally.requests += 1;
      const { requests } = tally;
      const headers = { authorization: `Bearer ${credential ?? madeUp(requests)}` };
      try {
        const { text } = await post(`${origin}/graphql`, agent, headers, bodyOf(requests));
        const code = `${kind} ${JSON.parse(text).errors?.[0].extensions.code ?? 'OK'}`;
        codes[code] = (codes[code] ?? 0) + 1;
        // A client that is refused waits a little, or it only floods.
        if (!code.endsWith('OK')) await wait(100);
      } catch (error) {
        tally.lost.push(String(error));
      }
    }

    await ask('known', KNOWN);
    await Promise.all([
      inParallel(STRANGERS, isOver, () => ask('stranger')),
      inParallel(KNOWN_CLIENTS, isOver, () => ask('known', KNOWN)),
    ]);
    agent.destroy();
    return { ...tally, note: { codes } };
  },
};

const madeUp = (number) => `${PREFIX}${number}_`.padEnd(40, '0');
