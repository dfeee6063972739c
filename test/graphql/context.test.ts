import { expect, onTestFinished, test } from 'vitest';

import type { GatewayContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

/** Calls back instead of the resolver of `Query.token`, which then answers null. */
function onTokenField(callback: (context: GatewayContext) => void): void {
  const field = schema.getQueryType()?.getFields()['token'];
  if (field === undefined) throw new Error('Query.token is gone');
  const { resolve } = field;
  onTestFinished(() => void Object.assign(field, { resolve }));
  field.resolve = (_root, _args, context: GatewayContext) => {
    callback(context);
    return null;
  };
}

test('all fields of one operation have the same "now", however long it takes', async () => {
  const clock = createTestClock();
  const { ask } = await startGateway({}, { clock });
  const seen: number[] = [];
  onTokenField(({ nowMs }) => {
    seen.push(nowMs - (clock.now() - clock.elapsedMs()));
    clock.advance(1_000);
  });

  for (let operation = 1; operation <= 2; operation++) {
    await ask('{ a: token(id: "a") { id } b: token(id: "b") { id } }', {});
  }

  expect(seen).toEqual([0, 0, 2_000, 2_000]);
});
