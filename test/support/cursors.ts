import { listKey, type TokenList } from '../../src/model/token-list.ts';
import {
  CHECKSUM_BYTES,
  COUNT_OFFSET,
  createCursorCodec,
  INSTANCE_OFFSET,
} from '../../src/pagination/cursor.ts';
import { createSortedCursorCodec } from '../../src/pagination/sorted-cursor.ts';

const LISTS: readonly TokenList[] = (['ASC', 'DESC'] as const).flatMap((direction) =>
  [false, true].flatMap((includeExpired) =>
    [null, 'a'.repeat(32)].map((account) => ({ account, direction, includeExpired })),
  ),
);
const CODECS = LISTS.map((list) => createCursorCodec(listKey(list)));

/** Replaces each cursor in a JSON text by its payload without its snapshot, which no two gateways have in common. */
export function withoutSnapshots(json: string): string {
  return json.replaceAll(/"[\w-]{28,1024}"/g, (text) => {
    for (const [index, codec] of CODECS.entries()) {
      const decoded = codec.decode(text.slice(1, -1));
      if (!('payload' in decoded)) continue;
      const { snapshot: _, ...payload } = decoded.payload;
      return JSON.stringify({ list: index, ...payload });
    }
    return JSON.stringify(ofOtherList(text.slice(1, -1)));
  });
}

const SORTED = createSortedCursorCodec('');
const HEX_DIGITS = 2;

/** A cursor of a filtered or sorted list, whose key is not known here: its bytes without the snapshot. */
function ofOtherList(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url').toString('hex');
  if (isOther(SORTED.decode(cursor))) return without(bytes, COUNT_OFFSET + 5);
  if (!CODECS.some((codec) => isOther(codec.decode(cursor)))) return cursor;
  let end = COUNT_OFFSET;
  while (Number.parseInt(bytes.slice(end * HEX_DIGITS, (end + 1) * HEX_DIGITS), 16) >= 128)
    end += 1;
  return without(bytes, end + 1);
}

function isOther(decoded: object): boolean {
  return 'problem' in decoded && decoded.problem === 'OTHER_LIST';
}

/** Without the bytes of the snapshot, which end here, and without the checksum. */
function without(bytes: string, end: number): string {
  const kept = bytes.slice(end * HEX_DIGITS, -CHECKSUM_BYTES * HEX_DIGITS);
  return `${bytes.slice(0, INSTANCE_OFFSET * HEX_DIGITS)} ${kept}`;
}
