import type { TokenList, TokenRow } from '../model/token-source.ts';

/** The end of the list that positions are counted from; position 0 is the row at that end. */
export type CountedFrom = 'START' | 'END';

/** Where a row stood, as a cursor remembers it. */
export interface CursorPayload {
  readonly countedFrom: CountedFrom;
  readonly position: number;
  /** How many rows the list held then; null where that was unknown. It saves reading past the end. */
  readonly total: number | null;
  /** The fingerprint of the row's id. */
  readonly fingerprint: number;
  /** The fingerprints of up to two rows before it in the list, nearest first. */
  readonly before: readonly number[];
  /** The fingerprints of up to two rows after it, nearest first: a walk backwards has read these instead. */
  readonly after: readonly number[];
}

export type DecodedCursor =
  | { readonly payload: CursorPayload }
  | { readonly problem: 'MALFORMED' | 'OTHER_LIST' };

/** Contract: "at most 64 characters". */
const MAX_LENGTH = 64;
const VERSION = 1;
const MAX_NEIGHBOURS = 2;
const MAX_POSITION = 2 ** 31 - 1;

/**
 * A cursor is 13 to 41 bytes as base64url, 55 characters at most:
 *
 *     version and how many neighbours | list, order, end | position | total + 1 | fingerprints | check
 *                   1                 |        1         |  1 to 5  |  1 to 5   | 5 each |   4
 *
 * The check is over all that stands before it. It keeps nobody from forging a
 * cursor (there is nothing to gain: it only names a place in one's own list);
 * it lets a mistyped or cut one be refused before anything is read.
 */
export function encodeCursor(list: TokenList, payload: CursorPayload): string {
  const { position, total, fingerprint, before, after } = payload;
  const bytes = SCRATCH;
  bytes[0] = VERSION * 16 + before.length * (MAX_NEIGHBOURS + 1) + after.length;
  bytes[1] = flagsOf(list, payload);
  let end = writeVarint(bytes, position, 2);
  end = writeVarint(bytes, total === null ? 0 : total + 1, end);
  end = bytes.writeUIntBE(fingerprint, end, FINGERPRINT_BYTES);
  for (const each of before) end = bytes.writeUIntBE(each, end, FINGERPRINT_BYTES);
  for (const each of after) end = bytes.writeUIntBE(each, end, FINGERPRINT_BYTES);
  end = bytes.writeUInt32BE(hash32(bytes, end, CHECK_SEED), end);
  return bytes.toString('base64url', 0, end);
}

/** Reads a cursor of this list and order: never throws, and looks at 64 characters at most. */
export function decodeCursor(list: TokenList, text: string): DecodedCursor {
  const bytes = Buffer.from(text.length <= MAX_LENGTH ? text : '', 'base64url');
  const payload = readPayload(bytes);
  if (payload === null) return { problem: 'MALFORMED' };
  if (encodeCursor(list, payload) === text) return { payload };
  // Only what this gateway would have written for another list is that; anything else is damage.
  const isForeign = OTHER_LISTS.some((other) => encodeCursor(other, payload) === text);
  return { problem: isForeign ? 'OTHER_LIST' : 'MALFORMED' };
}

/**
 * The fingerprint of a row: 39 bits of its id, so that two neighbours alike are one
 * in half a million million. Zero for a row without an id to remember: it has a
 * place and nothing else.
 */
export function fingerprintOf(row: TokenRow): number {
  if (row.id === null) return NO_ID;
  const maxLength = row.id.length * MAX_UTF8_BYTES;
  const bytes = maxLength <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(maxLength);
  const length = bytes.write(row.id, 'utf8');
  // The last bit is always set, so that no id has the fingerprint of none.
  const low = (hash32(bytes, length, ID_SEED_HIGH) & 0xff) | 1;
  return hash32(bytes, length, ID_SEED) * 256 + low;
}

/** Prints by position, each made once: a row is printed for its own cursor and for its neighbours'. */
export function fingerprintsOf(
  rowAt: (position: number) => TokenRow | undefined,
): (position: number) => number | undefined {
  const fingerprints = new Map<number, number>();
  return (position) => {
    const known = fingerprints.get(position);
    if (known !== undefined) return known;
    const row = rowAt(position);
    if (row === undefined) return undefined;
    const fingerprint = fingerprintOf(row);
    fingerprints.set(position, fingerprint);
    return fingerprint;
  };
}

/** The fingerprint of a row whose id cannot be read. */
export const NO_ID = 0;

const FINGERPRINT_BYTES = 5;
const CHECK_BYTES = 4;
/** Of one unit of a string. */
const MAX_UTF8_BYTES = 3;
/** For a cursor, or an id of Cloudflare's: one for all, since what is written there is read at once. */
const SCRATCH = Buffer.allocUnsafeSlow(128);
const ID_SEED = 0x2f0b4a27;
const ID_SEED_HIGH = 0x51ed270b;
const CHECK_SEED = 0x7c3a91d5;

const OTHER_LISTS: readonly TokenList[] = [
  { direction: 'ASC', includeExpired: false },
  { direction: 'ASC', includeExpired: true },
  { direction: 'DESC', includeExpired: false },
  { direction: 'DESC', includeExpired: true },
];

function readPayload(bytes: Buffer): CursorPayload | null {
  const [head = 0, flags = 0] = bytes;
  const neighbours = head - VERSION * 16;
  const position = readVarint(bytes, 2);
  const total = position && readVarint(bytes, position.next);
  if (neighbours < 0 || neighbours > 8 || position === null || total === null) return null;

  const countBefore = Math.floor(neighbours / (MAX_NEIGHBOURS + 1));
  const count = 1 + countBefore + (neighbours % (MAX_NEIGHBOURS + 1));
  if (bytes.length !== total.next + count * FINGERPRINT_BYTES + CHECK_BYTES) return null;
  const fingerprintAt = (index: number) =>
    bytes.readUIntBE(total.next + index * FINGERPRINT_BYTES, FINGERPRINT_BYTES);
  const fingerprints = Array.from({ length: count }, (_, index) => fingerprintAt(index));
  return {
    countedFrom: flags & 4 ? 'END' : 'START',
    position: position.value,
    total: total.value === 0 ? null : total.value - 1,
    fingerprint: fingerprintAt(0),
    before: fingerprints.slice(1, 1 + countBefore),
    after: fingerprints.slice(1 + countBefore),
  };
}

function flagsOf({ direction, includeExpired }: TokenList, payload: CursorPayload): number {
  return (
    (direction === 'DESC' ? 1 : 0) |
    (includeExpired ? 2 : 0) |
    (payload.countedFrom === 'END' ? 4 : 0)
  );
}

/**
 * Seven bits a byte, the lowest first; the eighth says that more follow (as in
 * Protocol Buffers). Returns where the next value goes.
 */
function writeVarint(bytes: Buffer, value: number, at: number): number {
  if (value < 128) return bytes.writeUInt8(value, at);
  return writeVarint(bytes, Math.floor(value / 128), bytes.writeUInt8((value % 128) + 128, at));
}

function readVarint(bytes: Buffer, from: number) {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[from + index];
    if (byte === undefined) return null;
    value += (byte % 128) * 128 ** index;
    if (byte < 128) return value <= MAX_POSITION ? { value, next: from + index + 1 } : null;
  }
  return null;
}

/**
 * FNV-1a over the first bytes with MurmurHash3's last mixing step: every bit of the
 * input moves every bit of the fingerprint. Not cryptographic, and need not be.
 */
function hash32(bytes: Buffer, length: number, seed: number): number {
  let hash = seed;
  for (let index = 0; index < length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
