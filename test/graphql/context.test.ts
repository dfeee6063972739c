import { expect, test } from 'vitest';

import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const SECRET = 'a_list_with_one_token'.padEnd(40, '0');
const DAY_MS = 86_400_000;
const UNUSED = 'nodes { findings(kinds: [UNUSED]) { message } }';

test('all fields of one operation have the same "now", and the next operation has a later one', async () => {
  // Each time that somebody asks, it is a day later.
  let nowMs = Date.parse('2026-06-01T00:00:00Z');
  const now = () => {
    nowMs += DAY_MS;
    return nowMs;
  };
  const { ask, upstream } = await startGateway({}, { clock: { ...createTestClock(), now } });
  upstream.addCredential(SECRET, [
    { id: 'a', status: 'active', issued_on: '2026-01-01T00:00:00Z' },
  ]);
  const daysOf = async () => {
    const document = `{ a: tokens(first: 1) { ${UNUSED} } b: tokens(last: 1) { ${UNUSED} } }`;
    const { data, errors } = await ask(document, {}, { credential: SECRET });
    expect(errors).toEqual([]);
    return [data.a, data.b].map(({ nodes }) =>
      Number(/\((\d+) days\)/.exec(nodes[0].findings[0].message)?.[1]),
    );
  };

  const [first = 0, second] = await daysOf();
  const [third = 0, fourth] = await daysOf();

  expect(first).toBeGreaterThan(150);
  expect(second).toBe(first);
  expect(third).toBeGreaterThan(first);
  expect(fourth).toBe(third);
});
