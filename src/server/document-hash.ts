import { hash } from 'node:crypto';
import type { DocumentNode } from 'graphql';

/** Parsed documents are cached, so each is hashed once. */
const hashes = new WeakMap<DocumentNode, string>();

/** SHA-256 of a document's text, in hexadecimal. */
export function hashOf(document: DocumentNode): string {
  const known = hashes.get(document);
  if (known !== undefined) return known;
  const computed = hash('sha256', document.loc?.source.body ?? '');
  hashes.set(document, computed);
  return computed;
}
