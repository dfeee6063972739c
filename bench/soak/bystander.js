/**
 * A thread that is no part of the load: a caller whose answers must come
 * also while others attack, and a probe of `/health`, each over a new connection.
 */
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { origin, headers, query, expected } = workerData;
const INTERVAL_MS = 25;
/** Longer than any answer may take. */
const LOST_MS = 40_000;

function ask(path, options, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${origin}${path}`, { agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    outgoing.setTimeout(LOST_MS, () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

let isOver = false;
parentPort.once('message', () => {
  isOver = true;
});

const tally = { healthMs: 0, answerMs: 0, answers: 0, lost: [] };
const body = JSON.stringify({ query });
async function repeat(name, one, isRight) {
  while (!isOver) {
    const startMs = performance.now();
    const text = await one().catch((error) => String(error));
    tally[name] = Math.max(tally[name], performance.now() - startMs);
    tally.answers += 1;
    if (!isRight(text)) tally.lost.push(text.slice(0, 300));
    await wait(INTERVAL_MS);
  }
}
const answer = () =>
  ask(
    '/graphql',
    { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
    body,
  );
await Promise.all([
  repeat(
    'healthMs',
    () => ask('/health', {}),
    (text) => text.includes('alive'),
  ),
  repeat('answerMs', answer, (text) => text === expected),
]);
parentPort.postMessage(tally);
