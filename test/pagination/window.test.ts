import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { listKey } from '../../src/model/token-list.ts';
import { createCursorCodec } from '../../src/pagination/cursor.ts';
import { parseWindow } from '../../src/pagination/window.ts';
import { LIST, SNAPSHOT_ID } from '../support/paging.ts';

const payload = {
  snapshot: SNAPSHOT_ID,
  countedFrom: 'START',
  position: 3,
  total: 9,
  fingerprint: 1,
  before: [],
  after: [],
  shown: null,
} as const;
const foreign = createCursorCodec(listKey({ ...LIST, direction: 'DESC' })).encode(payload);

describe('parseWindow', () => {
  test('takes the first 20 by default, and treats null as not given', () => {
    const defaults = {
      listKey: listKey(LIST),
      from: 'FIRST',
      size: 20,
      after: null,
      before: null,
      length: null,
      omitted: 0,
    };

    expect(parseWindow(listKey(LIST), {})).toEqual(defaults);
    expect(
      parseWindow(listKey(LIST), { first: null, last: null, after: null, before: null }),
    ).toEqual(defaults);
  });

  test.each([
    [{ first: 0 }, 'FIRST', 0],
    [{ first: 100 }, 'FIRST', 100],
    [{ last: 0 }, 'LAST', 0],
    [{ last: 100, first: null }, 'LAST', 100],
  ])('takes %o', (args, from, size) => {
    expect(parseWindow(listKey(LIST), args)).toMatchObject({ from, size });
  });

  test.each([
    [{ first: 101 }, 'Argument "first": expected 0 to 100, got 101.'],
    [{ first: -1 }, 'Argument "first": expected 0 to 100, got -1.'],
    [{ first: Number.NaN }, 'Argument "first": expected 0 to 100, got NaN.'],
    [{ last: 101 }, 'Argument "last": expected 0 to 100, got 101.'],
    [{ first: 1, last: 1 }, 'Arguments "first" and "last": expected one, got both.'],
    [{ first: 0, last: 0 }, 'Arguments "first" and "last": expected one, got both.'],
    [{ after: '' }, /^Argument "after": expected a cursor/],
    [{ before: 'x' }, /^Argument "before": expected a cursor/],
    [{ after: foreign }, /^Argument "after": this cursor belongs to another list/],
  ])('rejects %o', (args, message) => {
    const read = () => parseWindow(listKey(LIST), args);

    expect(read).toThrow(Failure);
    expect(read).toThrow(message);
  });
});
