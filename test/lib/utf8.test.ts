import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeUtf8 } from '../../src/lib/utf8.ts';

/** Bytes that start, continue or break a character are more frequent than in random bytes. */
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0xbf,
    0xc0,
    0xc2,
    0xe0,
    0xed,
    0xa0,
    0xef,
    0xbb,
    0xf0,
    0xf4,
  ),
);
const bytes = fc.oneof(
  fc.array(byte, { maxLength: 12 }).map((array) => Buffer.from(array)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => Buffer.from(text, 'utf8')),
);

test('valid and invalid bytes are decoded as by TextDecoder', () => {
  const decoder = new TextDecoder();
  fc.assert(
    fc.property(bytes, (array) => {
      expect(decodeUtf8(array)).toBe(decoder.decode(array));
    }),
    { seed: 20_261_125, numRuns: 50_000 },
  );
});

test.each([
  ['no bytes', []],
  ['a byte order mark', [0xef, 0xbb, 0xbf]],
  ['two byte order marks', [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]],
  ['a byte order mark before text', [0xef, 0xbb, 0xbf, 0x7b]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['the last code point', [0xf4, 0x8f, 0xbf, 0xbf]],
  ['a number beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
])('%s', (_name, array) => {
  const buffer = Buffer.from(array);
  expect(decodeUtf8(buffer)).toBe(new TextDecoder().decode(buffer));
});
