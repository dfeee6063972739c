import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';
import { EveryFieldDocument, TokenDocument } from '../../support/generated/graphql.ts';
import { type HostileAnswer, hostileAnswers } from '../../support/hostile-answers.ts';

const SEED = 20_261_126;
const ANSWERS = 400;

const TOKEN_ID = '70c00000000000000000000000000006';
const GROUP = `{
  _entities(representations: [{ __typename: "PermissionGroup", id: "${TOKEN_ID}" }]) {
    ... on PermissionGroup { id name meta { label entries { key value } } }
  }
}`;
const QUERIES: readonly (readonly [string, object])[] = [
  [String(EveryFieldDocument), { first: 20 }],
  [String(EveryFieldDocument), { last: 5, includeExpired: true }],
  [String(TokenDocument), { id: TOKEN_ID }],
  [GROUP, {}],
];

/** The codes for which an answer of Cloudflare's can be the cause. */
const UPSTREAM_CODES = [
  ...['UNAUTHENTICATED', 'FORBIDDEN', 'RATE_LIMITED', 'UPSTREAM_UNAVAILABLE'],
  ...['UPSTREAM_INVALID_RESPONSE', 'UPSTREAM_ERROR'],
];

test(`${ANSWERS} hostile answers: no one is a bug`, async () => {
  const { ask, upstream, lines } = await startGateway(
    { limits: { cost: 1_000_000 } },
    { clock: createTestClock(), random: () => 0 },
  );
  let current: HostileAnswer = { status: 200, headers: {}, body: '' };
  // Every call gets it, retries included.
  upstream.onRequest(() => upstream.injectFault({ kind: 'response', ...current }));
  const seen = new Set<string>();
  let count = 0;

  async function expectSound(
    answer: HostileAnswer,
    [document, variables]: (typeof QUERIES)[number],
  ) {
    current = answer;
    count += 1;
    // A credential of its own, which no earlier answer has blocked.
    const credential = `hostile_answer_${count}_`.padEnd(40, '0');
    const { errors, data } = await ask(document, variables, { credential });
    for (const { message, extensions } of errors) {
      expect(UPSTREAM_CODES, message).toContain(extensions.code);
      expect(message.length).toBeLessThan(20_000);
      seen.add(extensions.code);
    }
    if (errors.length === 0) seen.add('OK');
    if (errors.length > 0 && data?.tokens?.edges) seen.add('in part');
  }

  await fc.assert(fc.asyncProperty(hostileAnswers, fc.constantFrom(...QUERIES), expectSound), {
    seed: SEED,
    numRuns: ANSWERS,
  });

  expect(lines.filter(({ message }) => message === 'unexpected error')).toEqual([]);
  // They went everywhere, or they would prove nothing.
  expect([...seen].sort()).toEqual([...UPSTREAM_CODES, 'OK', 'in part'].sort());
}, 120_000);
