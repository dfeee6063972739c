import type { CloudflareNotice } from '../../model/failure.ts';
import { asJsonObject, type JsonObject } from './json.ts';

/**
 * Decodes the envelope's `errors` or `messages`, without the credential that was sent. It is
 * lenient: most notices explain an error, and a strict decoder would hide the explanation.
 */
export function decodeNotices(value: unknown, secret: string): readonly CloudflareNotice[] {
  if (!Array.isArray(value)) return [];
  return value.map(asJsonObject).flatMap((from) => decodeNotice(from, secret));
}

/** An entry without a message is left out. */
function decodeNotice(from: JsonObject | null, secret: string): readonly CloudflareNotice[] {
  if (typeof from?.['message'] !== 'string') return [];
  const text = (value: unknown) =>
    typeof value === 'string' ? withoutSecret(value, secret) : undefined;
  const documentationUrl = text(from['documentation_url']);
  const pointer = text(asJsonObject(from['source'])?.['pointer']);
  const errorChain = decodeNotices(from['error_chain'], secret);
  return [
    {
      code: typeof from['code'] === 'number' ? from['code'] : 0,
      message: withoutSecret(from['message'], secret),
      ...(documentationUrl !== undefined && { documentationUrl }),
      ...(pointer !== undefined && { source: { pointer } }),
      ...(errorChain.length > 0 && { errorChain }),
    },
  ];
}

export function withoutSecret(text: string, secret: string): string {
  return text.replaceAll(secret, '[credential]');
}
