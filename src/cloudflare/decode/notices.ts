import type { CloudflareNotice } from '../../model/failure.ts';
import { asJsonObject } from './json.ts';

/** Entries of one list that are read, those of all error chains included. Cloudflare sends a few. */
const MAX_ENTRIES = 20;

/** Longer texts are cut. Cloudflare's are sentences and addresses. */
const MAX_TEXT_LENGTH = 500;

/** Of all texts of one list. Every error of an answer repeats them. */
const MAX_CHARACTERS = 4_000;

/** The entries and characters that may still be read, so that neither number, depth nor length is unbounded. */
interface Remaining {
  entries: number;
  characters: number;
}

/**
 * Decodes the envelope's `errors` or `messages`. It is lenient: most notices explain an error, and
 * a strict decoder would hide the explanation.
 */
export function decodeNotices(value: unknown): readonly CloudflareNotice[] {
  return decodeList(value, { entries: MAX_ENTRIES, characters: MAX_CHARACTERS });
}

function decodeList(value: unknown, remaining: Remaining): readonly CloudflareNotice[] {
  const notices: CloudflareNotice[] = [];
  for (const entry of Array.isArray(value) ? value : []) {
    if (remaining.entries === 0) break;
    remaining.entries -= 1;
    const notice = decodeNotice(entry, remaining);
    if (notice !== null) notices.push(notice);
  }
  return notices;
}

/** Null for an entry without a message. */
function decodeNotice(entry: unknown, remaining: Remaining): CloudflareNotice | null {
  const from = asJsonObject(entry);
  if (typeof from?.['message'] !== 'string') return null;
  const text = (value: unknown) =>
    typeof value === 'string' ? noticeText(value, remaining) : undefined;
  const message = noticeText(from['message'], remaining);
  const documentationUrl = text(from['documentation_url']);
  const pointer = text(asJsonObject(from['source'])?.['pointer']);
  const errorChain = decodeList(from['error_chain'], remaining);
  return {
    code: noticeCode(from['code']) ?? 0,
    message,
    ...(documentationUrl !== undefined && { documentationUrl }),
    ...(pointer !== undefined && { source: { pointer } }),
    ...(errorChain.length > 0 && { errorChain }),
  };
}

/** Null if it is not a code. */
export function noticeCode(code: unknown): number | null {
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : null;
}

function noticeText(text: string, remaining: Remaining): string {
  const cut = text.slice(0, Math.min(MAX_TEXT_LENGTH, remaining.characters));
  remaining.characters -= cut.length;
  return cut;
}
