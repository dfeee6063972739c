import type { CloudflareNotice } from '../../model/failure.ts';
import { asJsonObject } from './json.ts';

/** Entries of one list that are read, those of all error chains included. Cloudflare sends a few. */
const MAX_ENTRIES = 20;

/** Longer texts are cut. Cloudflare's are sentences and addresses. */
const MAX_TEXT_LENGTH = 500;

/** The entries that may still be read, so that neither their number nor their depth is unbounded. */
interface Budget {
  entries: number;
}

/**
 * Decodes the envelope's `errors` or `messages`, without the credential that was sent. It is
 * lenient: most notices explain an error, and a strict decoder would hide the explanation.
 */
export function decodeNotices(value: unknown, secret: string): readonly CloudflareNotice[] {
  return decodeList(value, secret, { entries: MAX_ENTRIES });
}

function decodeList(value: unknown, secret: string, budget: Budget): readonly CloudflareNotice[] {
  const notices: CloudflareNotice[] = [];
  for (const entry of Array.isArray(value) ? value : []) {
    if (budget.entries === 0) break;
    budget.entries -= 1;
    const notice = decodeNotice(entry, secret, budget);
    if (notice !== null) notices.push(notice);
  }
  return notices;
}

/** Null for an entry without a message. */
function decodeNotice(entry: unknown, secret: string, budget: Budget): CloudflareNotice | null {
  const from = asJsonObject(entry);
  if (typeof from?.['message'] !== 'string') return null;
  const text = (value: unknown) =>
    typeof value === 'string' ? noticeText(value, secret) : undefined;
  const documentationUrl = text(from['documentation_url']);
  const pointer = text(asJsonObject(from['source'])?.['pointer']);
  const errorChain = decodeList(from['error_chain'], secret, budget);
  return {
    code: noticeCode(from['code']) ?? 0,
    message: noticeText(from['message'], secret),
    ...(documentationUrl !== undefined && { documentationUrl }),
    ...(pointer !== undefined && { source: { pointer } }),
    ...(errorChain.length > 0 && { errorChain }),
  };
}

/** Null if it is not a code. */
export function noticeCode(code: unknown): number | null {
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : null;
}

function noticeText(text: string, secret: string): string {
  return withoutSecret(text, secret).slice(0, MAX_TEXT_LENGTH);
}

export function withoutSecret(text: string, secret: string): string {
  return text.replaceAll(secret, '[credential]');
}
