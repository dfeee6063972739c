import type { UpstreamResponse } from '../types.ts';
import { replaceText } from './replace-text.ts';

const REDACTED = '[credential]';

/** Cloudflare's have 40 characters. A shorter word is no secret, and may be a key of the envelope. */
const SHORTEST_SECRET = 20;

/**
 * A response without the credential that was sent, wherever it quotes it: in
 * texts, in keys, in headers. The only place that redacts. Everything that
 * callers and the log see of Cloudflare comes after it.
 */
export function withoutSecret(response: UpstreamResponse, secret: string): UpstreamResponse {
  if (secret.length < SHORTEST_SECRET) return response;
  const { headers, body } = response;
  return { ...response, headers: redactHeaders(headers, secret), body: redactBody(body, secret) };
}

function redactHeaders(
  headers: UpstreamResponse['headers'],
  secret: string,
): UpstreamResponse['headers'] {
  const isQuoted = Object.values(headers).some((value) => String(value).includes(secret));
  if (!isQuoted) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      String(value ?? '').replaceAll(secret, REDACTED),
    ]),
  );
}

function redactBody(body: string, secret: string): string {
  const start = secret.slice(0, SEARCHED_LENGTH);
  const plain = body.includes(start) ? replaceText(body, secret, REDACTED, 'plain') : body;
  return mayEscape(plain) ? replaceText(plain, secret, REDACTED, 'escaped') : plain;
}

/** To search takes time for each character of a longer text, in a body that has almost the text again and again. */
const SEARCHED_LENGTH = 40;

/** JSON may spell any character as `\u0041`, and a slash as `\/`. */
function mayEscape(body: string): boolean {
  return body.includes('\\u00') || body.includes('\\/');
}
