import type { SnapshotId } from '../model/snapshot-id.ts';
import type { SortKey, SortValue } from '../model/sort-key.ts';
import {
  CHECKSUM_BYTES,
  COUNT_OFFSET,
  COUNT_RANGE,
  type CursorCodec,
  type CursorFormat,
  decodeText,
  fingerprintOf,
  hash32,
  hashOfKey,
  INSTANCE_OFFSET,
  LIST_HASH_OFFSET,
  MAX_CURSOR_LENGTH,
  VERSION_UNIT,
} from './cursor.ts';

/**
 * A cursor of a sorted list is a place in the order, not a row to follow: a token that is used
 * between two pages moves to the end of `LAST_USED_ON`, and to follow it would skip the rest.
 */
export interface SortedCursorPayload {
  /** The snapshot that the row was in: a walk is not continued with older rows. */
  readonly snapshot: SnapshotId;
  readonly key: SortKey;
}

/** Contract: at most 64 characters, but 1,024 if the list is sorted by name. */
const MAX_SORTED_LENGTH = 1_024;
const SORTED_VERSION = 3;

/**
 * The bytes, as base64url:
 *
 *     version, flags, kind of value | list hash | instance | count | value | id   | checksum
 *                   1               |     4     |    4     |   5   | 0, 9, | rest |    4
 *                                   |           |          |       | text  |      |
 *
 * An instant is seconds (5 bytes) and nanoseconds (4 bytes). A text is its length in UTF-8 (2
 * bytes) and its bytes. Cloudflare's ids are hexadecimal; such an id takes half of its length, so
 * that a cursor with an instant has 58 characters. There is room for 21 bytes of another id.
 */
export function createSortedCursorCodec(listKey: string): CursorCodec<SortedCursorPayload> {
  const listHash = hashOfKey(listKey);
  return {
    encode: (payload) => encode(listHash, payload),
    decode: (text) => decodeText(text, listHash, SORTED_FORMAT),
  };
}

const COUNT_BYTES = 5;
const VALUE_OFFSET = COUNT_OFFSET + COUNT_BYTES;
const SECONDS_BYTES = 5;
const NANOSECONDS_BYTES = 4;
const SORTED_CHECKSUM_SEED = 0x3c6ef372;

/** In the first byte: 3 bits of version, 3 bits not used, 2 bits of the value's kind … */
const KINDS = ['NULL', 'INSTANT', 'TEXT'] as const;
const KIND_COUNT = 4;
/** … one for an id in hexadecimal, one for a row that cannot be read. */
const IS_HEX = 4;
const IS_UNREADABLE = 8;

/** Seconds are counted from before the year 0, so that they are never negative, with any offset. */
const YEAR_0_SECONDS = 62_167_392_000;

const HEX_ID = /^(?:[0-9a-f]{2})*$/;

function encode(listHash: number, { snapshot, key }: SortedCursorPayload): string {
  const isHex = HEX_ID.test(key.id);
  const value = encodeValue(key.value);
  const id = Buffer.from(key.id, isHex ? 'hex' : 'utf8');
  const head = Buffer.alloc(VALUE_OFFSET);
  head[0] =
    SORTED_VERSION * VERSION_UNIT +
    (key.isReadable ? 0 : IS_UNREADABLE) +
    (isHex ? IS_HEX : 0) +
    KINDS.indexOf(kindOf(key.value));
  head.writeUInt32BE(listHash, LIST_HASH_OFFSET);
  head.writeUInt32BE(snapshot.instance, INSTANCE_OFFSET);
  head.writeUIntBE(snapshot.completedAt % COUNT_RANGE, COUNT_OFFSET, COUNT_BYTES);
  const content = Buffer.concat([head, value, id]);
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(hash32(content, content.length, SORTED_CHECKSUM_SEED));
  return Buffer.concat([content, checksum]).toString('base64url');
}

function kindOf(value: SortValue): (typeof KINDS)[number] {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? 'TEXT' : 'INSTANT';
}

function encodeValue(value: SortValue): Buffer {
  if (value === null) return Buffer.alloc(0);
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return Buffer.concat([length, text]);
  }
  const bytes = Buffer.alloc(SECONDS_BYTES + NANOSECONDS_BYTES);
  bytes.writeUIntBE(value.seconds + YEAR_0_SECONDS, 0, SECONDS_BYTES);
  bytes.writeUInt32BE(value.nanoseconds, SECONDS_BYTES);
  return bytes;
}

function decodeSorted(bytes: Buffer): SortedCursorPayload | null {
  const [head = 0] = bytes;
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < VALUE_OFFSET) return null;
  const value = decodeValue(KINDS[head % KIND_COUNT], bytes.subarray(VALUE_OFFSET, end));
  if (value === null) return null;
  const id = bytes.toString(head & IS_HEX ? 'hex' : 'utf8', VALUE_OFFSET + value.length, end);
  return {
    snapshot: {
      instance: bytes.readUInt32BE(INSTANCE_OFFSET),
      completedAt: bytes.readUIntBE(COUNT_OFFSET, COUNT_BYTES),
    },
    key: { isReadable: (head & IS_UNREADABLE) === 0, value: value.value, id },
  };
}

function decodeValue(
  kind: (typeof KINDS)[number] | undefined,
  bytes: Buffer,
): { readonly value: SortValue; readonly length: number } | null {
  if (kind === 'NULL') return { value: null, length: 0 };
  if (kind === 'INSTANT') {
    const length = SECONDS_BYTES + NANOSECONDS_BYTES;
    if (bytes.length < length) return null;
    const seconds = bytes.readUIntBE(0, SECONDS_BYTES) - YEAR_0_SECONDS;
    return { value: { seconds, nanoseconds: bytes.readUInt32BE(SECONDS_BYTES) }, length };
  }
  if (kind !== 'TEXT' || bytes.length < 2) return null;
  const length = 2 + bytes.readUInt16BE(0);
  return length > bytes.length ? null : { value: bytes.toString('utf8', 2, length), length };
}

const SORTED_FORMAT: CursorFormat<SortedCursorPayload> = {
  maxLength: MAX_SORTED_LENGTH,
  encode,
  decodeBytes: decodeSorted,
};

/** What is left of the 64 characters beside an instant. */
const MAX_ID_BYTES =
  (MAX_CURSOR_LENGTH * 3) / 4 - VALUE_OFFSET - SECONDS_BYTES - NANOSECONDS_BYTES - CHECKSUM_BYTES;
/** A fingerprint has 40 bits, which are eight digits at most. */
const FINGERPRINT_RADIX = 36;
const FINGERPRINT_DIGITS = 8;

/**
 * The id as it decides between rows with the same value. One that has no room in a cursor is cut,
 * and its fingerprint stands for the rest. Cloudflare's ids, 32 hexadecimal digits, are never cut.
 */
export function sortableId(id: string): string {
  if (id.length <= MAX_ID_BYTES * 2 && HEX_ID.test(id)) return id;
  const bytes = Buffer.from(id, 'utf8');
  if (bytes.length <= MAX_ID_BYTES) return id;
  const digits = fingerprintOf({ id })
    .toString(FINGERPRINT_RADIX)
    .padStart(FINGERPRINT_DIGITS, '0');
  const start = bytes.toString('latin1', 0, MAX_ID_BYTES - FINGERPRINT_DIGITS);
  return start.replace(NOT_ASCII, '?') + digits;
}

/** One byte of a character that has several. */
const NOT_ASCII = /[^\x20-\x7e]/g;
