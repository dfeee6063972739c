import { COUNT_OFFSET, INSTANCE_OFFSET, VERSION_UNIT } from '../../src/pagination/cursor.ts';

/** The shortest one is of a sorted list: a row without a value, whose id is empty. */
const CURSOR = /"([\w-]{24,1024})"/g;
const CHECKSUM_BYTES = 4;

/** The versions of cursors, and how many bytes the count of a snapshot has from here on. */
const COUNT_LENGTHS: Readonly<Record<number, (bytes: Buffer) => number>> = {
  // The last byte of a varint has no continuation bit.
  2: (bytes) => bytes.subarray(COUNT_OFFSET).findIndex((byte) => byte < 0x80) + 1,
  3: () => 5,
};

/** Replaces each cursor in a JSON text by its bytes without its snapshot, which no two gateways have in common, and its checksum. */
export function withoutSnapshots(json: string): string {
  return json.replaceAll(CURSOR, (text, cursor: string) => {
    const bytes = Buffer.from(cursor, 'base64url');
    const countLength = COUNT_LENGTHS[Math.floor((bytes[0] ?? 0) / VERSION_UNIT)];
    if (countLength === undefined || bytes.toString('base64url') !== cursor) return text;
    const rest = bytes.subarray(COUNT_OFFSET + countLength(bytes), -CHECKSUM_BYTES);
    return JSON.stringify(
      Buffer.concat([bytes.subarray(0, INSTANCE_OFFSET), rest]).toString('hex'),
    );
  });
}
