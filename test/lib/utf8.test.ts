import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeUtf8 } from '../../src/lib/utf8.ts';

/** Bytes that begin, continue and break characters, more often than chance would. */
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

test('bytes are read as the standard says, be they UTF-8 or not', () => {
  const decoder = new TextDecoder();
  fc.assert(
    fc.property(bytes, (array) => {
      expect(decodeUtf8(array)).toBe(decoder.decode(array));
    }),
    { seed: 20_261_125, numRuns: 50_000 },
  );
});

test.each([
  ['nothing', []],
  ['a byte order mark', [0xef, 0xbb, 0xbf]],
  ['two of them', [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]],
  ['one before text', [0xef, 0xbb, 0xbf, 0x7b]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['the last character', [0xf4, 0x8f, 0xbf, 0xbf]],
  ['what is beyond it', [0xf4, 0x90, 0x80, 0x80]],
])('%s', (_name, array) => {
  const buffer = Buffer.from(array);
  expect(decodeUtf8(buffer)).toBe(new TextDecoder().decode(buffer));
});
