import { hash } from 'node:crypto';

/** SHA-256 of a document's text, in hexadecimal. */
export function hashOf(text: string): string {
  return hash('sha256', text);
}
