import { isLoopback } from '../../lib/loopback.ts';
import { httpError, type RequestHead } from '../http.ts';

/**
 * For a gateway that asks for no credential: the Host header must be a loopback
 * name. Otherwise a page of any site could let its own name point to this
 * address (DNS rebinding) and read the responses as its own.
 */
export function requireLoopbackHost({ host, headers }: RequestHead) {
  const name = headers.get('host') ?? host;
  if (isLoopback(name.replace(PORT, ''))) return null;
  const message =
    'This gateway asks for no credential, so it answers only to a loopback name: ' +
    'use http://localhost or http://127.0.0.1.';
  return httpError('MISDIRECTED_REQUEST', message);
}

const PORT = /:\d+$/;
