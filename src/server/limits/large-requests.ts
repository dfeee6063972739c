import type { Credential } from '../../model/credential.ts';
import { Failure } from '../../model/failure.ts';
import type { Identity } from '../auth/authenticate.ts';
import type { CallerIdentity } from '../auth/identify.ts';
import { type HttpResponse, httpError } from '../http.ts';

/** Of a body and its address. Requests that are no longer are not counted. */
const SMALL_BYTES = 4_096;

/** Of the requests of one caller, or of all strangers together, that wait for their answers. */
const MAX_HELD_BYTES = 4_000_000;

/**
 * Counts a request of a caller, unless it is small. Call what it returns when the request has its
 * answer; an answer instead: too many of the same caller are in progress. Null: the caller is not
 * known yet.
 */
export type HoldRequest = (
  identity: CallerIdentity | null,
  bytes: number,
) => (() => void) | HttpResponse;

/**
 * Bounds the memory of requests that wait for Cloudflare: variables that are parsed take up to 28
 * times as much as their JSON, and a thousand calls of strangers may wait.
 */
export function createHoldRequest(isAccepted: (credential: Credential) => boolean): HoldRequest {
  const heldBytes = new Map<string, number>();

  function add(group: string, bytes: number): void {
    const sum = (heldBytes.get(group) ?? 0) + bytes;
    if (sum > 0) heldBytes.set(group, sum);
    else heldBytes.delete(group);
  }

  function groupOf(identity: Identity | null): string {
    if (identity === null || !isAccepted(identity.credential)) return STRANGERS;
    return `${identity.credential.hash} ${identity.caller ?? ''}`;
  }

  return (identity, bytes) => {
    // Without a credential nothing waits.
    if (bytes <= SMALL_BYTES || identity instanceof Failure) return nothing;
    const group = groupOf(identity);
    if ((heldBytes.get(group) ?? 0) + bytes > MAX_HELD_BYTES) return tooManyOf(group);
    add(group, bytes);
    return () => add(group, -bytes);
  };
}

function nothing(): void {}

/** No hash of a credential. */
const STRANGERS = '';

function tooManyOf(group: string): HttpResponse {
  const owner =
    group === STRANGERS ? 'credentials that Cloudflare has not accepted yet' : 'this caller';
  const message =
    `The requests of ${owner} that are in progress exceed the limit of ${MAX_HELD_BYTES} bytes. ` +
    'Try again when they have their answers.';
  return httpError('UPSTREAM_UNAVAILABLE', message);
}
