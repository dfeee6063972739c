/**
 * The callers, in a separate process. For each job it reports the number of
 * requests and their latencies, or the first wrong response. It compares the
 * first response to each question with the expected data, then one in
 * `CHECK_EVERY`, and each response whose length differs from the last one.
 */
import assert from 'node:assert/strict';

import { openConnection, toRequest } from './connection.js';
import { inDialect } from './dialects.js';
import { TOKENS } from './tokens.js';

const CHECK_EVERY = 97;
const LIMIT_MS = 180_000;

/** As long as Cloudflare's tokens. */
const CREDENTIALS = Array.from({ length: 10_000 }, (_, n) => `${n}`.padStart(40, 'credential_'));

/** Continues over all jobs, so that each credential is used again as late as possible. */
let nextIndex = 0;

const PATTERNS = { steady, fresh, burst, walk };

process.on('message', async (job) => {
  try {
    process.send({ result: await run(job) });
  } catch (error) {
    process.send({ problem: error.message });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function run(job) {
  const tally = { latenciesMs: [], walks: 0, checked: 0, responseBytes: 0 };
  const startMs = performance.now();
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no response in time')), LIMIT_MS);
    PATTERNS[job.pattern]({ ...job, isOver: () => isOver(job, startMs) }, tally, reject)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
  const seconds = (performance.now() - startMs) / 1_000;
  const { latenciesMs, ...rest } = tally;
  latenciesMs.sort((one, other) => one - other);
  const quantile = (share) => latenciesMs[Math.floor((latenciesMs.length - 1) * share)];
  return {
    requests: latenciesMs.length,
    seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    ...rest,
  };
}

function isOver({ seconds }, startMs) {
  return performance.now() - startMs >= seconds * 1_000;
}

function nextCredential({ credentials }) {
  const credential = CREDENTIALS[nextIndex % credentials];
  nextIndex += 1;
  return credential;
}

/** Opens connections whose `ask(request, credential, onResponse)` sends one request. */
function openCallers({ port, callers }, tally, reject) {
  return Promise.all(Array.from({ length: callers }, () => openCaller(port, tally, reject)));
}

async function openCaller(port, tally, reject) {
  let sentMs = 0;
  let waiting = null;
  const connection = await openConnection(
    port,
    (response) => {
      tally.latenciesMs.push(performance.now() - sentMs);
      waiting(response);
    },
    reject,
  );
  return {
    close: connection.close,
    ask(request, credential, onResponse) {
      waiting = onResponse;
      sentMs = performance.now();
      connection.send(request.head + credential + request.tail);
    },
  };
}

function requestsOf({ dialect, questions, port }) {
  return questions.map((question) => requestFor(dialect, question, port));
}

function requestFor(dialect, question, port) {
  return { ...toRequest(inDialect(dialect, question), port), length: -1, responses: 0 };
}

function inspect(request, response, tally) {
  assert.equal(response.status, 200, `HTTP ${response.status}`);
  request.responses += 1;
  if (response.length === request.length && request.responses % CHECK_EVERY !== 0) return;
  request.check(response.body());
  request.length = response.length;
  tally.checked += 1;
  tally.responseBytes = response.length;
}

async function steady(job, tally, reject) {
  const [request] = requestsOf(job);
  const callers = await openCallers(job, tally, reject);
  await Promise.all(
    callers.map(
      (caller) =>
        new Promise((resolve) => {
          const ask = () => caller.ask(request, nextCredential(job), onResponse);
          function onResponse(response) {
            if (!isRight(request, response, tally, reject)) return;
            if (job.isOver()) resolve();
            else ask();
          }
          ask();
        }),
    ),
  );
  for (const caller of callers) caller.close();
}

/** How many requests were made different so far. */
let nonces = 0;

async function fresh(job, tally, reject) {
  const [question] = job.questions;
  const [checked] = requestsOf(job);
  const callers = await openCallers(job, tally, reject);
  await Promise.all(
    callers.map(async (caller) => {
      while (!job.isOver()) {
        nonces += 1;
        const nonce = `nobody ${nonces}`;
        const request = requestFor(job.dialect, { ...question, nonce }, job.port);
        const response = await new Promise((resolve) =>
          caller.ask(request, nextCredential(job), resolve),
        );
        if (!isRight(checked, response, tally, reject)) return;
      }
    }),
  );
  for (const caller of callers) caller.close();
}

async function burst(job, tally, reject) {
  const requests = requestsOf(job);
  const callers = await openCallers(job, tally, reject);
  while (!job.isOver()) {
    const credential = nextCredential(job);
    await new Promise((resolve) => {
      let left = callers.length;
      for (const [index, caller] of callers.entries()) {
        const request = requests[index % requests.length];
        caller.ask(request, credential, (response) => {
          if (!isRight(request, response, tally, reject)) return;
          left -= 1;
          if (left === 0) resolve();
        });
      }
    });
  }
  for (const caller of callers) caller.close();
}

/** Compares every page of every walk: each token must come once, in the upstream's order. */
async function walk(job, tally, reject) {
  const callers = await openCallers(job, tally, reject);
  await Promise.all(
    callers.map(async (caller) => {
      do await walkOnce(caller, job, tally);
      while (!job.isOver());
    }),
  );
  for (const caller of callers) caller.close();
}

async function walkOnce(caller, job, tally) {
  const [{ first }] = job.questions;
  const credential = nextCredential(job);
  let after = null;
  for (let at = 0; at < TOKENS.length; at += first) {
    const question = { kind: 'walk', first, after };
    const request = requestFor(job.dialect, question, job.port);
    const response = await new Promise((resolve) => caller.ask(request, credential, resolve));
    const { data, errors } = JSON.parse(response.body());
    assert.equal(errors, undefined, JSON.stringify(errors));
    const { nodes, pageInfo } = data.tokens;
    const expected = TOKENS.slice(at, at + first).map(({ id, name }) => ({ id, name }));
    assert.deepEqual(nodes, expected);
    assert.equal(pageInfo.hasNextPage, at + first < TOKENS.length);
    after = pageInfo.endCursor;
    tally.checked += 1;
    tally.responseBytes = response.length;
  }
  tally.walks += 1;
}

function isRight(request, response, tally, reject) {
  try {
    inspect(request, response, tally);
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}
