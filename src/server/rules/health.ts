import { jsonResponse, type Rule } from '../http.ts';

/**
 * `/health`: the process is alive. `/ready`: it should receive traffic. Yoga's
 * own health check answers any URL that ends in its path, so it is off.
 */
export function answerProbes(isReady: () => boolean): Rule {
  return ({ path }) => {
    if (path === '/health') return state(200, 'alive');
    if (path === '/ready') return isReady() ? state(200, 'ready') : state(503, 'stopping');
    return null;
  };
}

function state(status: number, name: string) {
  return jsonResponse(status, JSON.stringify({ status: name }));
}
