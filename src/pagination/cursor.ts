import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenRow } from '../model/token-source.ts';

/** The end of the list that positions are counted from; position 0 is the row at that end. */
export type CountedFrom = 'START' | 'END';

/** What a cursor remembers of its row. It has at most five fingerprints. */
export interface CursorPayload {
  /** The snapshot that the row was in: a walk is not continued with older rows. */
  readonly snapshot: SnapshotId;
  readonly countedFrom: CountedFrom;
  readonly position: number;
  /** The length of the list at that time, or null if unknown. It saves a read past the end. */
  readonly total: number | null;
  /** The fingerprint of the row's id. */
  readonly fingerprint: number;
  /** The fingerprints of up to two rows before it in the list, nearest first. */
  readonly before: readonly number[];
  /**
   * The fingerprints of rows after it, nearest first: one, or two if there are fewer than two before
   * it or they were not read. With two before it, the one after it never gives the position. It only
   * shows whether the row has moved.
   */
  readonly after: readonly number[];
  /**
   * The fingerprint of a row that the walk has returned already and may come to again, because rows
   * stand between it and the neighbours that it had then; else null.
   */
  readonly shown: number | null;
}

/** Writes and reads the cursors of one list. */
export interface CursorCodec<Payload> {
  encode(payload: Payload): string;
  decode(text: string): Decoded<Payload>;
}

/** Contract: "at most 64 characters". */
export const MAX_CURSOR_LENGTH = 64;
const MAX_CURSOR_BYTES = (MAX_CURSOR_LENGTH * 3) / 4;
const VERSION = 2;
/** On each side of the row. */
export const MAX_NEIGHBOURS = 2;
/** On both sides together: those before the row count first. */
export const MAX_ALL_NEIGHBOURS = 3;
/** Of positions, and of totals with their one added. */
const POSITION_RANGE = 2 ** 31;
/** A cursor holds a snapshot's count modulo this: 35 bits, as many as five bytes of a varint have. */
export const COUNT_RANGE = 2 ** 35;

/**
 * A cursor has 21 to 48 bytes (`MAX_CURSOR_BYTES`). As base64url that is 64 characters at most:
 *
 *     version, flags, neighbour counts | list hash | snapshot: instance, count
 *                     1                |     4     |         4, 1 to 5
 *
 *     position | total + 1 | fingerprints | checksum
 *      1 to 5  |  1 to 5   |    5 each    |    4
 *
 * Three neighbours and one more row fit if the list has fewer than 16,000 rows. In a longer one the
 * last row after it may be left out.
 *
 * The list hash binds the cursor to its list, for any properties of a list. By chance, one in
 * 4,300 million pairs of lists has the same hash.
 *
 * The checksum covers all bytes before it, so that a mistyped or truncated cursor is rejected
 * before anything is read. It does not prevent forgery. There is nothing to gain by that: a cursor
 * only names a position in the caller's own list.
 */
export function createCursorCodec(listKey: string): CursorCodec<CursorPayload> {
  const listHash = hashOfKey(listKey);
  return {
    encode: (payload) => encodeCursor(listHash, payload),
    decode: (text) => decodeText(text, listHash, FORMAT),
  };
}

/** How the cursors of one kind are written. */
export interface CursorFormat<Payload> {
  readonly maxLength: number;
  readonly encode: (listHash: number, payload: Payload) => string;
  /** Null where the bytes have not the length that they announce. It checks nothing else. */
  readonly decodeBytes: (bytes: Buffer) => Payload | null;
}

export type Decoded<Payload> =
  | { readonly payload: Payload }
  | { readonly problem: 'MALFORMED' | 'OTHER_LIST' };

/** Never throws, and reads at most `maxLength` characters. */
export function decodeText<Payload>(
  text: string,
  listHash: number,
  { maxLength, encode, decodeBytes }: CursorFormat<Payload>,
): Decoded<Payload> {
  const bytes = Buffer.from(text.length <= maxLength ? text : '', 'base64url');
  const payload = decodeBytes(bytes);
  if (payload === null) return { problem: 'MALFORMED' };
  // The text is a cursor of ours only if encoding it again gives the same text.
  const ownHash = bytes.readUInt32BE(LIST_HASH_OFFSET);
  if (encode(ownHash, payload) !== text) return { problem: 'MALFORMED' };
  return ownHash === listHash ? { payload } : { problem: 'OTHER_LIST' };
}

function encodeCursor(listHash: number, payload: CursorPayload): string {
  const { snapshot, countedFrom, position, total, fingerprint, before, after, shown } = payload;
  const bytes = SCRATCH;
  let end = bytes.writeUInt32BE(listHash, LIST_HASH_OFFSET);
  end = bytes.writeUInt32BE(snapshot.instance, end);
  end = writeVarint(bytes, snapshot.completedAt % COUNT_RANGE, end);
  end = writeVarint(bytes, position, end);
  end = writeVarint(bytes, total === null ? 0 : total + 1, end);
  end = bytes.writeUIntBE(fingerprint, end, FINGERPRINT_BYTES);
  const shownCount = shown === null ? 0 : 1;
  const room =
    Math.floor((MAX_CURSOR_BYTES - CHECKSUM_BYTES - end) / FINGERPRINT_BYTES) - shownCount;
  const afterCount = Math.min(after.length, room - before.length);
  const flags = (countedFrom === 'END' ? FROM_END : 0) + shownCount * HAS_SHOWN;
  const neighbours = before.length * (MAX_NEIGHBOURS + 1) + afterCount;
  bytes[0] = VERSION * VERSION_UNIT + flags + neighbours;
  for (const each of before) end = bytes.writeUIntBE(each, end, FINGERPRINT_BYTES);
  for (const each of after.slice(0, afterCount)) {
    end = bytes.writeUIntBE(each, end, FINGERPRINT_BYTES);
  }
  if (shown !== null) end = bytes.writeUIntBE(shown, end, FINGERPRINT_BYTES);
  end = bytes.writeUInt32BE(hash32(bytes, end, CHECKSUM_SEED), end);
  return bytes.toString('base64url', 0, end);
}

function decodePayload(bytes: Buffer): CursorPayload | null {
  const [head = 0] = bytes;
  const neighbours = head % HAS_SHOWN;
  const completedAt = readVarint(bytes, COUNT_OFFSET, COUNT_RANGE);
  const position = completedAt && readVarint(bytes, completedAt.next, POSITION_RANGE);
  const total = position && readVarint(bytes, position.next, POSITION_RANGE);
  if (completedAt === null || position === null || total === null) return null;

  const countBefore = Math.floor(neighbours / (MAX_NEIGHBOURS + 1));
  const countNeighbours = countBefore + (neighbours % (MAX_NEIGHBOURS + 1));
  const hasShown = (head & HAS_SHOWN) > 0;
  const count = 1 + countNeighbours + (hasShown ? 1 : 0);
  if (bytes.length !== total.next + count * FINGERPRINT_BYTES + CHECKSUM_BYTES) return null;
  const fingerprintAt = (index: number) =>
    bytes.readUIntBE(total.next + index * FINGERPRINT_BYTES, FINGERPRINT_BYTES);
  const fingerprints = Array.from({ length: count }, (_, index) => fingerprintAt(index));
  return {
    snapshot: {
      instance: bytes.readUInt32BE(INSTANCE_OFFSET),
      completedAt: completedAt.value,
    },
    countedFrom: head & FROM_END ? 'END' : 'START',
    position: position.value,
    total: total.value === 0 ? null : total.value - 1,
    fingerprint: fingerprintAt(0),
    before: fingerprints.slice(1, 1 + countBefore),
    after: fingerprints.slice(1 + countBefore, 1 + countNeighbours),
    shown: hasShown ? fingerprintAt(count - 1) : null,
  };
}

const FORMAT: CursorFormat<CursorPayload> = {
  maxLength: MAX_CURSOR_LENGTH,
  encode: encodeCursor,
  decodeBytes: decodePayload,
};

/**
 * The fingerprint of a row: 39 bits of its id. Two neighbours have the same one with odds of about
 * 1 in 5×10¹¹. A row whose id cannot be read has the fingerprint `NO_ID`.
 */
export function fingerprintOf(row: Pick<TokenRow, 'id'>): number {
  if (row.id === null) return NO_ID;
  const maxLength = row.id.length * MAX_UTF8_BYTES;
  const bytes = maxLength <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(maxLength);
  const length = bytes.write(row.id, 'utf8');
  // The last bit is always set, so that no id has the fingerprint `NO_ID`.
  const low = (hash32(bytes, length, ID_SEED_HIGH) & 0xff) | 1;
  return hash32(bytes, length, ID_SEED) * 256 + low;
}

/** Fingerprints by position, each computed once: a row is in its own cursor and in its neighbours'. */
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

/** In the first byte: 3 bits of neighbour counts, a bit for each flag, 3 bits of version. */
const HAS_SHOWN = 8;
const FROM_END = 16;
export const VERSION_UNIT = 32;
export const LIST_HASH_OFFSET = 1;
export const INSTANCE_OFFSET = 5;
export const COUNT_OFFSET = 9;
const FINGERPRINT_BYTES = 5;
export const CHECKSUM_BYTES = 4;
/** The most bytes that one UTF-16 code unit takes. */
const MAX_UTF8_BYTES = 3;
/** Room for a cursor or for one of Cloudflare's ids. It is shared, because its content is read at once. */
const SCRATCH = Buffer.allocUnsafeSlow(128);
const ID_SEED = 0x2f0b4a27;
const ID_SEED_HIGH = 0x51ed270b;
const CHECKSUM_SEED = 0x7c3a91d5;
const LIST_SEED = 0x1b873593;

/** Binds a cursor to its list: by everything that decides which rows a list has, and in which order. */
export function hashOfKey(listKey: string): number {
  const bytes = Buffer.from(listKey, 'utf8');
  return hash32(bytes, bytes.length, LIST_SEED);
}

/**
 * Writes seven bits a byte, the lowest first; the eighth bit says that another byte follows (as in
 * Protocol Buffers). Returns the offset of the next value.
 */
function writeVarint(bytes: Buffer, value: number, at: number): number {
  if (value < 128) return bytes.writeUInt8(value, at);
  return writeVarint(bytes, Math.floor(value / 128), bytes.writeUInt8((value % 128) + 128, at));
}

/** Null if there is no number below `range`. */
function readVarint(bytes: Buffer, from: number, range: number) {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[from + index];
    if (byte === undefined) return null;
    value += (byte % 128) * 128 ** index;
    if (byte < 128) return value < range ? { value, next: from + index + 1 } : null;
  }
  return null;
}

/**
 * FNV-1a with MurmurHash3's last mixing step: every bit of the input affects every bit of the
 * hash. It is not cryptographic, and need not be.
 */
export function hash32(bytes: Buffer, length: number, seed: number): number {
  let hash = seed;
  for (let index = 0; index < length; index++) {
    hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
