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

function failureOrThrow(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
