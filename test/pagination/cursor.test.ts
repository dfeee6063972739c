import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { listKey, type TokenList } from '../../src/model/token-list.ts';
import {
  COUNT_RANGE,
  type CursorPayload,
  createCursorCodec,
  fingerprintOf,
} from '../../src/pagination/cursor.ts';

const LISTS: readonly TokenList[] = (['ASC', 'DESC'] as const).flatMap((direction) =>
  [false, true].flatMap((includeExpired) =>
    [null, 'a'.repeat(32)].map((account) => ({ account, direction, includeExpired })),
  ),
);
const LIST: TokenList = { account: null, direction: 'ASC', includeExpired: false };
const CODEC = createCursorCodec(listKey(LIST));

const anyList = fc.constantFrom(...LISTS);
const anyFingerprint = fc.nat({ max: 2 ** 40 - 1 });
const anySnapshot = fc.record({
  instance: fc.nat({ max: 2 ** 32 - 1 }),
  completedAt: fc.oneof(
    fc.nat({ max: 300 }),
    fc.maxSafeNat().map((count) => count % COUNT_RANGE),
  ),
});
/** At most three others: neighbours, two on one side and one on the other, and a row that was returned already. */
const anyOthers = fc
  .record({
    before: fc.array(anyFingerprint, { maxLength: 2 }),
    after: fc.array(anyFingerprint, { maxLength: 2 }),
    shown: fc.option(anyFingerprint),
  })
  .map(({ before, after, shown }) => ({
    before,
    after: after.slice(0, (shown === null ? 3 : 2) - before.length),
    shown,
  }));
const anyPayload: fc.Arbitrary<CursorPayload> = fc
  .record({
    snapshot: anySnapshot,
    countedFrom: fc.constantFrom('START', 'END'),
    position: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 31 - 1 })),
    total: fc.option(fc.nat({ max: 2 ** 31 - 2 })),
    fingerprint: anyFingerprint,
    others: anyOthers,
  })
  .map(({ others, ...payload }) => ({ ...payload, ...others }));
const SNAPSHOT = { instance: 7, completedAt: 300 };

describe('a cursor', () => {
  test('decodes to its payload, and has at most 64 URL-safe characters', () => {
    fc.assert(
      fc.property(anyList, anyPayload, (list, payload) => {
        const text = createCursorCodec(listKey(list)).encode(payload);
        expect(text).toMatch(/^[\w-]{1,64}$/);
        expect(createCursorCodec(listKey(list)).decode(text)).toEqual({ payload });
      }),
      { numRuns: 2_000 },
    );
  });

  test('belongs to its list', () => {
    fc.assert(
      fc.property(anyList, anyList, anyPayload, (list, other, payload) => {
        fc.pre(list !== other);
        expect(
          createCursorCodec(listKey(other)).decode(
            createCursorCodec(listKey(list)).encode(payload),
          ),
        ).toEqual({
          problem: 'OTHER_LIST',
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test('belongs to one list only, even if lists differ in free text', () => {
    // Properties with text of the caller are to come: an account, a filter.
    const listOf = (text: string) => ({ ...LIST, direction: text as never });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), anyPayload, (one, other, payload) => {
        fc.pre(one !== other);
        const text = createCursorCodec(listKey(listOf(one))).encode(payload);
        expect(text.length).toBeLessThanOrEqual(64);
        expect(createCursorCodec(listKey(listOf(one))).decode(text)).toEqual({ payload });
        expect(createCursorCodec(listKey(listOf(other))).decode(text)).toEqual({
          problem: 'OTHER_LIST',
        });
      }),
      { numRuns: 300 },
    );
  });

  test('has at most 64 characters with the largest values', () => {
    const text = CODEC.encode({
      snapshot: { instance: 2 ** 32 - 1, completedAt: COUNT_RANGE - 1 },
      countedFrom: 'END',
      position: 2 ** 31 - 1,
      total: 2 ** 31 - 2,
      fingerprint: 2 ** 40 - 1,
      before: [2 ** 40 - 1, 2 ** 40 - 1],
      after: [2 ** 40 - 1],
      shown: null,
    });

    expect(text).toHaveLength(64);
  });

  test('of a list of up to 16,000 rows holds three neighbours and a row that was returned; of a longer one it leaves out the last row after it', () => {
    for (const [total, after] of [
      [16_000, [5]],
      [2 ** 31 - 2, []],
    ] as const) {
      const payload = {
        snapshot: { instance: 2 ** 32 - 1, completedAt: COUNT_RANGE - 1 },
        countedFrom: 'END',
        position: total,
        total,
        fingerprint: 2,
        before: [3, 4],
        after: [5],
        shown: 6,
      } as const;
      const text = CODEC.encode(payload);

      expect(text.length).toBeLessThanOrEqual(64);
      expect(CODEC.decode(text)).toEqual({ payload: { ...payload, after } });
    }
  });

  test('is rejected unless encoding its payload again gives the same text', () => {
    const valid = CODEC.encode({
      snapshot: SNAPSHOT,
      countedFrom: 'START',
      position: 41,
      total: 137,
      fingerprint: 1,
      before: [2, 3],
      after: [4],
      shown: null,
    });
    const mutated = fc
      .tuple(fc.nat({ max: valid.length - 1 }), fc.string({ maxLength: 2 }))
      .map(([at, by]) => valid.slice(0, at) + by + valid.slice(at + 1));
    const anyText = fc.oneof(fc.string({ maxLength: 80 }), fc.base64String(), mutated);

    fc.assert(
      fc.property(anyText, (text) => {
        const decoded = CODEC.decode(text);
        if ('payload' in decoded) expect(CODEC.encode(decoded.payload)).toBe(text);
        else expect(decoded.problem).toMatch(/^(MALFORMED|OTHER_LIST)$/);
      }),
      { numRuns: 20_000 },
    );
    for (const text of [
      `${valid}=`,
      ` ${valid}`,
      `${valid} `,
      valid.slice(0, -1),
      `${valid}A`,
      '',
    ]) {
      expect(CODEC.decode(text)).toEqual({ problem: 'MALFORMED' });
    }
  });

  test('is rejected in a million damaged forms', () => {
    const valid = CODEC.encode({
      snapshot: SNAPSHOT,
      countedFrom: 'START',
      position: 41,
      total: 137,
      fingerprint: 1,
      before: [2, 3],
      after: [4],
      shown: null,
    });
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    let accepted = 0;
    for (let run = 0; run < 1_000_000; run++) {
      const characters = [...valid];
      for (let edits = 1 + random(3); edits > 0; edits--) {
        const by = random(4) === 0 ? '' : (ALPHABET[random(64)] ?? '');
        characters[random(characters.length)] = by;
      }
      const text = characters.join('');
      const decoded = CODEC.decode(text);
      const isMalformed = 'problem' in decoded && decoded.problem === 'MALFORMED';
      if (text !== valid && !isMalformed) accepted += 1;
    }
    // The checksum has 32 bits: by chance, one damaged cursor in 4,300 million passes it.
    expect(accepted).toBe(0);
  });

  test.each([
    ['no number ends', Buffer.alloc(48, 0xff).fill(0x40, 0, 1)],
    ['a position is too large', Buffer.alloc(48, 0x7f).fill(0x40, 0, 1).fill(0xff, 10, 14)],
    ['a total does not end', Buffer.alloc(48, 0x7f).fill(0x40, 0, 1).fill(0xff, 11, 48)],
    ['there are more fingerprints than it says', Buffer.alloc(41).fill(0x47, 0, 1)],
    ['there are fewer fingerprints than it says', Buffer.alloc(41).fill(0x4f, 0, 1)],
    ['bytes are missing', Buffer.alloc(20)],
  ])('is rejected if %s', (_what, bytes) => {
    expect(CODEC.decode(bytes.toString('base64url'))).toEqual({ problem: 'MALFORMED' });
  });

  test('holds the last 35 bits of its snapshot’s count, so that no count is too large', () => {
    const payload = { countedFrom: 'START', position: 1, total: 9, fingerprint: 1 } as const;
    const neighbours = { before: [], after: [], shown: null };
    const completedAt = 3 * COUNT_RANGE + 300;
    const text = CODEC.encode({
      ...payload,
      ...neighbours,
      snapshot: { ...SNAPSHOT, completedAt },
    });

    expect(CODEC.decode(text)).toEqual({
      payload: { ...payload, ...neighbours, snapshot: SNAPSHOT },
    });
  });

  test('is not decoded if the text is longer than a cursor can be', () => {
    expect(CODEC.decode('A'.repeat(10_000_000))).toEqual({
      problem: 'MALFORMED',
    });
  });
});

test('fingerprints tell ids apart that differ in one character', () => {
  const fingerprints = new Set<number>();
  for (let index = 0; index < 100_000; index++) {
    fingerprints.add(fingerprintOf({ id: index.toString(16).padStart(32, '0') } as never));
  }
  // By chance, two of 100,000 fingerprints of 39 bits are equal once in 110 runs.
  expect(fingerprints.size).toBe(100_000);
});

test('fingerprints tell ids apart to the last character, however long they are', () => {
  const fingerprint = (id: string) => fingerprintOf({ id } as never);

  for (const length of [1, 31, 32, 42, 43, 64, 200, 5_000]) {
    for (const unit of ['a', 'é', '漢']) {
      const id = unit.repeat(length);
      expect(fingerprint(id)).toBe(fingerprint(id));
      expect(fingerprint(id)).not.toBe(fingerprint(`${id.slice(0, -1)}b`));
      expect(fingerprint(id)).not.toBe(fingerprint(id + unit));
    }
  }
});
