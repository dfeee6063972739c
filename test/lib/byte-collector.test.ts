import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ByteCollector } from '../../src/lib/byte-collector.ts';

const MAX_BYTES = 5_000;
const parts = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.uint8Array({ minLength: 1_000, maxLength: 2_000, size: 'max' }),
  ),
  { maxLength: 12 },
);

test('joins parts of any size in their order, up to the limit', () => {
  fc.assert(
    fc.property(parts, (all) => {
      const collector = new ByteCollector(MAX_BYTES);
      const copies = all.map((part) => Buffer.from(part));
      const length = Buffer.concat(copies).length;

      expect(all.every((part) => collector.add(part))).toBe(length <= MAX_BYTES);

      const joined = length <= MAX_BYTES ? Buffer.concat(copies) : Buffer.alloc(0);
      expect(collector.bytes().equals(joined)).toBe(true);
      expect(collector.length).toBe(joined.length);
      // The sender's own bytes are as they were.
      expect(all.map((part) => Buffer.from(part))).toEqual(copies);
    }),
    { numRuns: 200 },
  );
});
