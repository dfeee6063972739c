import { expect, test } from 'vitest';
import { createCredentialStandings } from '../../../src/cloudflare/credential-standings.ts';
import { createRateLimiter } from '../../../src/cloudflare/rate-limiter.ts';
import { limitConcurrency } from '../../../src/cloudflare/stages/concurrency.ts';
import { observe } from '../../../src/cloudflare/stages/observe.ts';
import { enforceRateLimit, rejectEarly } from '../../../src/cloudflare/stages/rate-limit.ts';
import { retry } from '../../../src/cloudflare/stages/retry.ts';
import { timeout } from '../../../src/cloudflare/stages/timeout.ts';
import type { SendCall, Stage, UpstreamCall } from '../../../src/cloudflare/types.ts';
import { createLogicalClock } from '../../../src/lib/logical-clock.ts';
import { Credential } from '../../../src/model/credential.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';
import { createTestClock } from '../../support/clock.ts';
import { readSource } from '../../support/sources.ts';

const clock = createTestClock();
const logicalClock = createLogicalClock();
const standings = createCredentialStandings(clock, logicalClock);
const rateLimiter = createRateLimiter(clock, standings.isAccepted);
const permits = { standings, rateLimiter, sharing: null };
const waiting = { waitingPerCaller: 1, waitingTotal: 1, waitingStrangers: 1 };
const limits = { perCredential: 1, total: 1, perStranger: 1, strangers: 1, ...waiting };

const STAGES: readonly (readonly [string, Stage<SendCall>])[] = [
  ['timeout', timeout(clock, 1_000)],
  ['retry', retry({ clock, random: () => 0, limitMs: 1_000 })],
  ['rejectEarly', rejectEarly(permits)],
  ['limitConcurrency', limitConcurrency(limits, standings.isAccepted)],
  ['enforceRateLimit', enforceRateLimit(permits, logicalClock)],
  ['observe', observe(clock, { callEnded() {} })],
];

test('every stage of a call is in the table', () => {
  const [, list = ''] =
    /compose<SendCall>\(\s*\[\n(.*?)\n\s*\],/s.exec(readSource('cloudflare/stages.ts')) ?? [];
  const names = Array.from(list.matchAll(/(?:^ *|\[)(\w+)\(/gm), ([, name]) => name);

  expect([...new Set(names)].sort()).toEqual(STAGES.map(([name]) => name).sort());
});

test.each(STAGES)('%s keeps the headers that earlier stages have set', async (_name, stage) => {
  const trace = {
    traceId: 'a',
    startCall: () => ({ headers: { traceparent: 'b' }, end() {} }),
    end() {},
  };
  const call: UpstreamCall<string> = {
    path: '/user/tokens',
    endpoint: '/user/tokens',
    decode: () => 'decoded',
    credential: new Credential('secret'),
    callerId: null,
    signal: new AbortController().signal,
    abort() {},
    stats: createUpstreamStats(trace),
    headers: { 'x-from-a-stage': '1' },
  };
  let sent: UpstreamCall<unknown>['headers'] = {};
  const send: SendCall = async (received) => {
    sent = received.headers;
    return { value: received.decode({ result: null, resultInfo: null }), messages: [], bytes: 0 };
  };

  await stage(send)(call);

  expect(sent).toMatchObject(call.headers);
});
