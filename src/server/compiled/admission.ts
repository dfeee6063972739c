import type { HeaderReader } from '../header-reader.ts';
import { isLoopbackHost } from '../use-loopback-host.ts';
import { isJson } from './media-type.ts';

export interface Admission {
  /** Whether somebody without a credential gets an answer: then the Host must be a loopback name. */
  readonly isOpen: boolean;
  readonly maxBytes: number;
}

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string | undefined;
  /** Path and query. */
  readonly target: string | undefined;
  readonly host: string;
  readonly headers: HeaderReader;
}

/** Whether a request may be for the fast lane. What is not is no worse off: it goes the ordinary way. */
export function isForLane({ method, target, host, headers }: RequestHead, { isOpen }: Admission) {
  return (
    method === 'POST' &&
    target === '/graphql' &&
    isJson(headers.get('content-type')) &&
    !headers.has('content-encoding') &&
    HOST.test(host) &&
    (!isOpen || isLoopbackHost(host))
  );
}

/** A name or an address, and a port or none. */
const HOST = /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i;
