import { type Instant, parseInstant } from '../lib/instant.ts';
import type { Token } from '../model/token.ts';

export type DateField = 'issuedOn' | 'modifiedOn' | 'lastUsedOn' | 'expiresOn';

/** A date of a token. Null if Cloudflare sent none, or one that cannot be read. */
export function dateOf(token: Token, field: DateField): Instant | null {
  const text = token[field];
  return text === null ? null : parseInstant(text);
}
