import type { Plugin } from 'graphql-yoga';

/**
 * `/graphql` and nothing like it: Yoga takes every URL that ends so, and what
 * is refused by its path could be asked for by another. Who opens the bare
 * address in a browser is looking for GraphiQL.
 */
export function useRoutes(hasPage: boolean): Plugin {
  return {
    onRequest({ request, url: { pathname }, endResponse }) {
      if (pathname === '/graphql') return;
      const isStart = hasPage && pathname === '/' && request.method === 'GET';
      endResponse(
        isStart
          ? new Response(null, { status: 302, headers: { location: '/graphql' } })
          : new Response(null, { status: 404 }),
      );
    },
  };
}
