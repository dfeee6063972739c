import type { UpstreamResponse } from '../types.ts';

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
  const plain = mayEscape(body) && isEscapedIn(body, secret) ? unescapeJson(body) : body;
  return plain.includes(secret) ? plain.replaceAll(secret, REDACTED) : body;
}

/** JSON may spell any character as `\u0041`, and a slash as `\/`. */
function mayEscape(body: string): boolean {
  return body.includes('\\u00') || body.includes('\\/');
}

/** Looks before anything is replaced: eight million escapes that spell no credential took seconds. */
function isEscapedIn(body: string, secret: string): boolean {
  return new RegExp(Array.from(secret, spellingsOf).join(''), 'u').test(body);
}

/** As a regular expression: the character itself, or its escape with hexadecimal digits of either case. */
function spellingsOf(character: string): string {
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  const digits = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const plain = `\\u{${hex}}`;
  const slash = character === '/' ? '|\\\\/' : '';
  return `(?:${plain}|\\\\u${digits}${slash})`;
}

/** The same JSON, in which the characters that a credential may have stand for themselves. */
function unescapeJson(json: string): string {
  return json.replace(ESCAPE, (sequence, hex: string | undefined) => {
    if (sequence === '\\/') return '/';
    const character = hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16));
    return CREDENTIAL_CHARACTER.test(character) ? character : sequence;
  });
}

/** Every escape is consumed whole, so that the second half of `\\` begins none. */
const ESCAPE = /\\(?:u00([2-7][0-9a-f])|.)/gis;
const CREDENTIAL_CHARACTER = /^[\w.~+/=-]$/;
