import { describe, expect, test } from 'vitest';

import { presenceOf } from '../../src/redis/presence.ts';

type Replica = readonly [id: string, seenMs: number, state: string];

interface Reply {
  readonly waitFor?: string;
  readonly lostMs?: number;
  readonly seen?: readonly Replica[];
  readonly otherFormatMs?: number;
}

/** What a replica knows from this reply, where there are two replicas at most. */
function presence({ waitFor = '', lostMs = 0, seen = [], otherFormatMs = 0 }: Reply) {
  return presenceOf([0, waitFor, lostMs, seen.flat(), otherFormatMs], 2);
}

const READY = ['a', 0, 'ready'] as const;
const OTHER = ['b', 3_499, 'ready'] as const;
const UNSEEN = ['b', 3_500, 'ready'] as const;
const REPORTING = ['b', 0, 'reporting'] as const;
const LEFT = ['b', 0, 'left'] as const;

describe('after a loss, a replica', () => {
  const PAST = 310_000;
  const NOT_PAST = PAST - 1;

  test.each<[string, boolean, Reply]>([
    ['that has reported again is not awaited', false, { waitFor: 'b', seen: [READY, OTHER] }],
    ['that reports is awaited', true, { waitFor: 'b', seen: [READY, REPORTING] }],
    ['that has reported and left is not awaited', false, { waitFor: 'b', seen: [READY, LEFT] }],
    ['that is not there is awaited', true, { waitFor: 'b', seen: [READY], lostMs: PAST }],
    [
      'that is not there is awaited while its lost calls count',
      true,
      { waitFor: 'c', seen: [READY, OTHER], lostMs: NOT_PAST },
    ],
    [
      'that is not there is not awaited after that, if all that can be are there',
      false,
      { waitFor: 'c', seen: [READY, OTHER], lostMs: PAST },
    ],
    [
      'that is not there is awaited if one of the others was not seen for long',
      true,
      { waitFor: 'c', seen: [READY, UNSEEN], lostMs: PAST },
    ],
    [
      'that is not there is awaited if one of the others still reports',
      true,
      { waitFor: 'c', seen: [READY, REPORTING], lostMs: PAST },
    ],
    [
      'that had ended before is awaited while its lost calls count',
      true,
      { waitFor: '~c', seen: [READY, OTHER], lostMs: NOT_PAST },
    ],
    ['that had ended before is not awaited after that', false, { waitFor: '~c', lostMs: PAST }],
    ['that nobody knows is awaited', true, { waitFor: ' unknown', seen: [READY], lostMs: PAST }],
    [
      'that nobody knows is not awaited if all that can be are there',
      false,
      { waitFor: ' unknown', seen: [READY, OTHER] },
    ],
    ['whose keys have another format is awaited', true, { seen: [READY], otherFormatMs: 1 }],
    ['that is alone is complete', false, { seen: [READY] }],
  ])('%s', (_name, isIncomplete, reply) => {
    expect(presence(reply).isIncomplete).toBe(isIncomplete);
  });
});

describe('the replicas that have ended', () => {
  test.each<[string, object, Reply]>([
    ['are those that left', { onlyListed: false, listed: ['b'] }, { seen: [READY, LEFT] }],
    [
      'are all but those that are there, if no more can be there',
      { onlyListed: true, listed: ['a', 'b'] },
      { seen: [READY, OTHER, ['c', 0, 'left']] },
    ],
    [
      'are all but those that are there, also while one reports',
      { onlyListed: true, listed: ['a', 'b'] },
      { seen: [READY, REPORTING] },
    ],
    [
      'are not those that were not seen for long',
      { onlyListed: false, listed: [] },
      { seen: [READY, UNSEEN] },
    ],
  ])('%s', (_name, ended, reply) => {
    expect(presence(reply)).toMatchObject(ended);
  });
});

test('the replicas that a next loss makes others wait for', () => {
  const { known } = presence({
    waitFor: 'a e ~f unknown',
    seen: [READY, UNSEEN, ['c', 309_999, 'left'], ['d', 310_000, 'left']],
    otherFormatMs: 1,
  });

  expect(known).toEqual(['a', 'b', '~c', 'e', '~f', 'another-format']);
});
