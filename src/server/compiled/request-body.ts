import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

import { type Parameters, readParameters } from './parameters.ts';

/** A request's body, read once however often it comes. */
export interface RequestBody {
  /** SHA-256 of the body, for keys: hashing two kilobytes costs less than looking them up. */
  readonly digest: string;
  /** The same object for equal bodies, while it is cached. Null: the body is not a GraphQL request. */
  parameters(): Parameters | null;
}

const MAX_BODIES = 1_000;
const MAX_BODY_CACHE_BYTES = 32 * 1024 * 1024;

/** Measured: objects parsed from JSON that is all brackets. Queries, which are text, take 2. */
const BYTES_PER_BYTE = 28;

/** Parses bodies; one that comes again is parsed once. */
export function createBodyReader(): (body: Buffer) => RequestBody {
  const cache = new LRUCache<string, Parameters>({
    max: MAX_BODIES,
    maxSize: MAX_BODY_CACHE_BYTES,
  });

  return (body) => {
    const digest = hash('sha256', body, 'base64url');
    return {
      digest,
      parameters() {
        const known = cache.get(digest);
        if (known !== undefined) return known;
        const parameters = readParameters(body.toString('utf8'));
        const size = body.length * BYTES_PER_BYTE;
        if (parameters !== null) cache.set(digest, parameters, { size });
        return parameters;
      },
    };
  };
}
