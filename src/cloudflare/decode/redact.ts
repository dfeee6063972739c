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
  const headers = redactHeaders(response.headers, secret);
  const body = replaceText(response.body, secret, REDACTED);
  if (body !== null) return { ...response, headers, body };
  return { ...response, headers, body: '', bodyProblem: 'it quotes the credential too often' };
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
