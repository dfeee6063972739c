import type { Plugin } from 'graphql-yoga';

import { GRAPHIQL_POLICY } from './graphiql.ts';

const ALWAYS = {
  // Answers are for the caller alone.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** An answer that is no page needs nothing. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** What keeps a browser from making more of an answer than it is. */
export function useSecurityHeaders(): Plugin {
  return {
    onResponse({ response }) {
      const { headers } = response;
      for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
      const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
      headers.set('content-security-policy', isPage ? GRAPHIQL_POLICY : NO_PAGE_POLICY);
    },
  };
}
