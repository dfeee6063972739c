import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';

import { untilAborted } from '../../src/lib/abort.ts';

const WHY = new Error('the caller has left');

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('a waiting promise is rejected with the reason, and its work is stopped once', async () => {
  const { signal, abort } = createTestController();
  let stopped = 0;
  const waiting = untilAborted(signal, () => () => {
    stopped += 1;
  });

  abort(WHY);
  abort(new Error('too late'));

  await expect(waiting).rejects.toBe(WHY);
  expect(stopped).toBe(1);
  expect(listenersOf(signal)).toBe(0);
});

test('a settled promise is left alone, even if it settled while it started', async () => {
  const { signal, abort } = createTestController();
  let stopped = 0;
  const stop = () => {
    stopped += 1;
  };
  const resolved = untilAborted<string>(signal, (resolve) => {
    resolve('done');
    return stop;
  });
  const rejected = untilAborted(signal, (_, reject) => {
    reject(new Error('failed'));
    return stop;
  });
  expect(listenersOf(signal)).toBe(0);

  abort(WHY);

  await expect(resolved).resolves.toBe('done');
  await expect(rejected).rejects.toThrow('failed');
  expect(stopped).toBe(0);
});

test('nothing starts on an aborted signal', async () => {
  const { signal, abort } = createTestController();
  abort(WHY);
  let started = false;

  const waiting = untilAborted(signal, () => {
    started = true;
    return () => {};
  });

  await expect(waiting).rejects.toBe(WHY);
  expect(started).toBe(false);
});

test('work that stops other work on the same signal stops each once', async () => {
  const { signal, abort } = createTestController();
  const stopped: string[] = [];
  let finishSecond = () => {};
  const first = untilAborted(signal, () => () => {
    stopped.push('first');
    finishSecond();
  });
  const second = untilAborted<void>(signal, (resolve) => {
    finishSecond = resolve;
    return () => stopped.push('second');
  });

  abort(WHY);

  await expect(first).rejects.toBe(WHY);
  await second;
  expect(stopped).toEqual(['first']);
});

test('a signal that outlives its work keeps no listener', async () => {
  const { signal } = createTestController();

  for (let times = 0; times < 100; times++) {
    await untilAborted<void>(signal, (resolve) => {
      queueMicrotask(resolve);
      return () => {};
    });
    const failed = untilAborted(signal, () => {
      throw WHY;
    });
    await expect(failed).rejects.toBe(WHY);
  }

  expect(listenersOf(signal)).toBe(0);
});

function createTestController() {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: (reason: unknown) => controller.abort(reason),
  };
}
