import type { Plugin } from 'graphql-yoga';

const ALWAYS = {
  // Answers are for the caller alone.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const POLICY = 'content-security-policy';

/** An answer that is no page needs nothing. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const NO_PAGE_HEADERS = { ...ALWAYS, [POLICY]: NO_PAGE_POLICY } as const;

/** What keeps a browser from making more of an answer than it is. A page brings its own policy. */
export function useSecurityHeaders(): Plugin {
  return {
    onResponse({ response: { headers } }) {
      for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
      if (!headers.has(POLICY)) headers.set(POLICY, NO_PAGE_POLICY);
    },
  };
}
