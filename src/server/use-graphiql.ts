import type { Plugin } from 'graphql-yoga';

import { type GraphiQLPage, renderPage } from './graphiql.ts';

/**
 * Serves GraphiQL to whoever opens the address in a browser. Our own, since
 * Yoga's answers before any other check is made, and renders nine megabytes
 * anew for each who asks.
 */
export function useGraphiQL(asksForCredential: boolean): Plugin {
  let page: Promise<GraphiQLPage> | undefined;
  return {
    async onRequest({ request, endResponse }) {
      if (!isOpenedByPerson(request)) return;
      page ??= renderPage(asksForCredential);
      const { html, policy } = await page;
      const headers = {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
      };
      endResponse(new Response(html, { headers }));
    },
  };
}

/** An operation in its URL is not executed: the page shows what a person may run. */
function isOpenedByPerson({ method, headers }: Request): boolean {
  return method === 'GET' && (headers.get('accept') ?? '').includes('text/html');
}
