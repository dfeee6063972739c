/** Shapes 2 and 3: peers that do not read, send slowly or send nothing. */
import { headOf, openSilent, wait } from './send.js';

const UNREAD_PEERS = 100;
const PIPELINED = 20;
const SLOW_PEERS = 1_000;
const IDLE_PEERS = 110;
const STEP_MS = 200;

async function openMany(count, open) {
  const sockets = [];
  // Not more at once than the system's queue of new connections holds.
  while (sockets.length < count) {
    const batch = Array.from({ length: Math.min(50, count - sockets.length) }, (_, index) =>
      open(sockets.length + index),
    );
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

/** Holds the connections for a time, and says how many the gateway has closed. */
async function hold(sockets, seconds, eachStep = () => {}) {
  const steps = Math.ceil((seconds * 1_000) / STEP_MS);
  for (let step = 0; step < steps; step++) {
    await wait(STEP_MS);
    eachStep();
  }
  // A peer that does not read hears of the end only in the state of its socket.
  const open = sockets.filter(({ destroyed, writable }) => !destroyed && writable).length;
  for (const socket of sockets) socket.destroy();
  return { requests: sockets.length, lost: [], note: { stillOpen: open } };
}

function unread(name, headsOf) {
  return {
    name: `peers that do not read: ${name}`,
    async run({ origin, headers, seconds }) {
      const heads = headsOf(headers).repeat(PIPELINED);
      return hold(await openMany(UNREAD_PEERS, () => openSilent(origin, heads)), seconds);
    },
  };
}

function queryHead(headers) {
  const body = JSON.stringify({
    query: '{ tokens(first: 100) { nodes { id name policies { id } } } }',
  });
  const head = { 'content-type': 'application/json', 'content-length': body.length, ...headers };
  return headOf('POST /graphql', head) + body;
}

const pageHead = (encoding) => () =>
  headOf('GET /graphql', { accept: 'text/html', 'accept-encoding': encoding });

const BODY = 'x'.repeat(98_000);
const slowHead = (headers) =>
  headOf('POST /graphql', {
    ...{ 'content-type': 'application/json', 'content-length': 99_999 },
    ...headers,
  });

export const PEERS = [
  unread("GraphiQL's page", pageHead('identity')),
  unread("GraphiQL's page, compressed", pageHead('gzip')),
  unread('answers', queryHead),
  {
    name: `${SLOW_PEERS} unfinished bodies of 98 kB`,
    async run({ origin, headers, seconds }) {
      const bytes = slowHead(headers) + BODY;
      return hold(await openMany(SLOW_PEERS, () => openSilent(origin, bytes)), seconds);
    },
  },
  {
    name: `${SLOW_PEERS} unfinished bodies of 98 kB, made-up bearers`,
    async run({ origin, seconds }) {
      const bytesOf = (peer) =>
        slowHead({ authorization: `Bearer ${`slow_${peer}_`.padEnd(40, '0')}` }) + BODY;
      return hold(await openMany(SLOW_PEERS, (peer) => openSilent(origin, bytesOf(peer))), seconds);
    },
  },
  {
    name: `${SLOW_PEERS} bodies, a byte in ${STEP_MS} ms each`,
    async run({ origin, headers, seconds }) {
      const sockets = await openMany(SLOW_PEERS, () => openSilent(origin, slowHead(headers)));
      return hold(sockets, seconds, () => {
        for (const socket of sockets) socket.write('x');
      });
    },
  },
  {
    name: `${IDLE_PEERS} idle connections, 100 open files`,
    openFiles: 100,
    async run({ origin, seconds }) {
      return hold(await openMany(IDLE_PEERS, () => openSilent(origin, '')), seconds);
    },
  },
];
