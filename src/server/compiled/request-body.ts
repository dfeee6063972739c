import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

import { type Parameters, readParameters } from './parameters.ts';

/** What a body asks for. */
export interface RequestBody {
  /** SHA-256 of the body: stands for it in keys. To hash two kilobytes costs less than to look them up. */
  readonly digest: string;
  /** The same object for equal bodies, as long as they are remembered; null for a body of no GraphQL request. */
  parameters(): Parameters | null;
}

const MAX_BODIES = 1_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** Measured: what JSON of nothing but brackets takes as objects. Queries, which are text, take two. */
const BYTES_PER_BYTE = 28;

/** Reads bodies, and those that come again only once. */
export function createBodyReader(): (body: Buffer) => RequestBody {
  const remembered = new LRUCache<string, Parameters>({ max: MAX_BODIES, maxSize: MAX_BYTES });

  return (body) => {
    const digest = hash('sha256', body, 'base64url');
    return {
      digest,
      parameters() {
        const known = remembered.get(digest);
        if (known !== undefined) return known;
        const parameters = readParameters(body.toString('utf8'));
        const size = body.length * BYTES_PER_BYTE;
        if (parameters !== null) remembered.set(digest, parameters, { size });
        return parameters;
      },
    };
  };
}
