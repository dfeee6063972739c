import type { Plugin } from 'graphql-yoga';

/**
 * `/health`: the process lives. `/ready`: it should get traffic. Yoga's own
 * health check answers any URL that ends in its path, so this one replaces it.
 */
export function useHealth(isReady: () => boolean): Plugin {
  return {
    onRequest({ url, endResponse }) {
      if (url.pathname === '/health') endResponse(answer(200, 'alive'));
      if (url.pathname === '/ready') {
        endResponse(isReady() ? answer(200, 'ready') : answer(503, 'stopping'));
      }
    },
  };
}

function answer(status: number, state: string): Response {
  return Response.json({ status: state }, { status, headers: { 'cache-control': 'no-store' } });
}
