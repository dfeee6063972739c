import { Failure } from '../../model/failure.ts';
import type { HeaderReader } from '../http.ts';
import type { Authenticate, Identity } from './authenticate.ts';

/**
 * Who the caller is, or why that is unknown. It matters only where something is
 * read, so introspection needs no credential.
 */
export type CallerIdentity = Identity | Failure;

/** Never throws an expected failure, and returns no promise where none is needed. */
export function identify(
  headers: HeaderReader,
  authenticate: Authenticate,
): CallerIdentity | Promise<CallerIdentity> {
  try {
    const identity = authenticate(headers);
    return identity instanceof Promise ? identity.catch(failureOrThrow) : identity;
  } catch (error) {
    return failureOrThrow(error);
  }
}

/** The caller as soon as it is known: null until then. */
export function whenIdentified(found: CallerIdentity | Promise<CallerIdentity>) {
  if (!(found instanceof Promise)) return { identity: found };
  const caller: { identity: CallerIdentity | null } = { identity: null };
  // Who waits for `found` hears of a bug.
  found.then(
    (identity) => {
      caller.identity = identity;
    },
    () => {},
  );
  return caller;
}

function failureOrThrow(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
