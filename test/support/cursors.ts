import { listKey, type TokenList } from '../../src/model/token-list.ts';
import { createCursorCodec } from '../../src/pagination/cursor.ts';

const LISTS: readonly TokenList[] = (['ASC', 'DESC'] as const).flatMap((direction) =>
  [false, true].flatMap((includeExpired) =>
    [null, 'a'.repeat(32)].map((account) => ({ account, direction, includeExpired })),
  ),
);
const CODECS = LISTS.map((list) => createCursorCodec(listKey(list)));

/** Replaces each cursor in a JSON text by its payload without its snapshot, which no two gateways have in common. */
export function withoutSnapshots(json: string): string {
  return json.replaceAll(/"[\w-]{28,64}"/g, (text) => {
    for (const [index, codec] of CODECS.entries()) {
      const decoded = codec.decode(text.slice(1, -1));
      if (!('payload' in decoded)) continue;
      const { snapshot: _, ...payload } = decoded.payload;
      return JSON.stringify({ list: index, ...payload });
    }
    return text;
  });
}
