import type { Plugin } from 'graphql-yoga';

import { isLoopback } from '../lib/loopback.ts';
import { refuse } from './refuse.ts';

/**
 * Where no credential is asked for, the Host header must be a loopback name:
 * otherwise a page of any site could make its own name point here (DNS
 * rebinding) and read the answers as its own.
 */
export function useLoopbackHost(): Plugin {
  return {
    onRequest({ request, url, endResponse }) {
      const host = request.headers.get('host') ?? url.host;
      if (isLoopbackHost(host)) return;
      const message =
        'This gateway asks for no credential, so it answers only to a loopback name: ' +
        'ask for http://localhost or http://127.0.0.1.';
      endResponse(refuse(request, 421, 'MISDIRECTED_REQUEST', message));
    },
  };
}

/** A Host header's value, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(host.replace(PORT, ''));
}

const PORT = /:\d+$/;
