import { expect, test } from 'vitest';

import { Cancellation } from '../../src/lib/cancellation.ts';

const WHY = new Error('nobody waits');

test('the first reason holds', () => {
  const cancellation = new Cancellation();

  cancellation.cancel(WHY);
  cancellation.cancel(new Error('too late'));

  expect(cancellation.reason).toBe(WHY);
  expect(() => cancellation.throwIfCancelled()).toThrow(WHY);
});

test('a child is cancelled with its parent, and not the other way round', () => {
  const parent = new Cancellation();
  const [one, other] = [new Cancellation(parent), new Cancellation(parent)];

  one.cancel(new Error('its own'));
  expect(parent.isCancelled).toBe(false);
  expect(other.isCancelled).toBe(false);

  parent.cancel(WHY);
  expect(other.reason).toBe(WHY);
  expect(one.reason).not.toBe(WHY);
});

test('a child of what is cancelled is cancelled from the start', () => {
  const parent = new Cancellation();
  parent.cancel(WHY);

  expect(new Cancellation(parent).reason).toBe(WHY);
});

test('a child that was released hears no more of its parent', () => {
  const parent = new Cancellation();
  const child = new Cancellation(parent);

  child.release();
  parent.cancel(WHY);

  expect(child.isCancelled).toBe(false);
});

test('what waits is rejected at once, and cleared up once', async () => {
  const cancellation = new Cancellation();
  let cleared = 0;
  const waiting = cancellation.unlessCancelled(() => () => {
    cleared += 1;
  });

  cancellation.cancel(WHY);
  cancellation.cancel(WHY);

  await expect(waiting).rejects.toBe(WHY);
  expect(cleared).toBe(1);
});

test('what has settled is left alone, even where it settled while it began', async () => {
  const cancellation = new Cancellation();
  let cleared = 0;
  const clearUp = () => {
    cleared += 1;
  };
  const resolved = cancellation.unlessCancelled<string>((resolve) => {
    resolve('done');
    return clearUp;
  });
  const rejected = cancellation.unlessCancelled((_, reject) => {
    reject(new Error('failed'));
    return clearUp;
  });

  cancellation.cancel(WHY);

  await expect(resolved).resolves.toBe('done');
  await expect(rejected).rejects.toThrow('failed');
  expect(cleared).toBe(0);
});

test('nothing begins for what is cancelled', async () => {
  const cancellation = new Cancellation();
  cancellation.cancel(WHY);
  let begun = false;

  const waiting = cancellation.unlessCancelled(() => {
    begun = true;
    return () => {};
  });

  await expect(waiting).rejects.toBe(WHY);
  expect(begun).toBe(false);
});
