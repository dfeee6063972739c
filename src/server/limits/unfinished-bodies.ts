import type { Credential } from '../../model/credential.ts';
import { Failure } from '../../model/failure.ts';
import type { CallerIdentity } from '../auth/identify.ts';
import { type BodyHold, type HttpResponse, httpError } from '../http.ts';

/** Of all bodies together. Those of a thousand connections would take 100 MB. */
const MAX_UNFINISHED_BYTES = 16_000_000;

/** A body that takes less is not counted: every connection may have one. */
const UNCOUNTED_BYTES = 4_096;

export interface UnfinishedBodies {
  /**
   * Counts a body of which only a part has arrived. `evict` makes room for others. Null: the caller is
   * not known yet.
   */
  hold(identity: CallerIdentity | null, evict: () => void): BodyHold;
  /** The answer to a request whose body was evicted. */
  readonly evicted: HttpResponse;
}

/**
 * Bounds the memory of bodies that arrive slowly, or never whole. The oldest one makes room for a
 * new one: a client that sends its body at once needs no luck. Credentials that Cloudflare has
 * accepted are not counted.
 */
export function createUnfinishedBodies(
  isAccepted: (credential: Credential) => boolean,
): UnfinishedBodies {
  /** The oldest one first. */
  const bytesOf = new Map<() => void, number>();
  let total = 0;

  function release(evict: () => void): void {
    total -= bytesOf.get(evict) ?? 0;
    bytesOf.delete(evict);
  }

  function makeRoom(): void {
    for (const evict of bytesOf.keys()) {
      if (total <= MAX_UNFINISHED_BYTES) return;
      release(evict);
      evict();
    }
  }

  return {
    hold(identity, evict) {
      const credential = identity instanceof Failure ? undefined : identity?.credential;
      if (credential !== undefined && isAccepted(credential)) return NOT_COUNTED;
      let size = 0;
      return {
        add(bytes) {
          size += bytes;
          if (size <= UNCOUNTED_BYTES) return;
          total += size - (bytesOf.get(evict) ?? 0);
          bytesOf.set(evict, size);
          makeRoom();
        },
        release: () => release(evict),
      };
    },
    evicted: httpError(
      'UPSTREAM_UNAVAILABLE',
      'The request bodies of credentials that Cloudflare has not accepted yet exceed, while they ' +
        `arrive, the limit of ${MAX_UNFINISHED_BYTES} bytes. Try again, and send the body at once.`,
    ),
  };
}

const NOT_COUNTED: BodyHold = { add() {}, release() {} };
