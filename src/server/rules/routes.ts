import { emptyResponse, type Rule } from '../http.ts';

/**
 * `/graphql` and no other path: Yoga would take every URL that ends so. A
 * browser that opens the bare address is sent to GraphiQL.
 */
export function routeToGraphql(hasGraphiql: boolean): Rule {
  return ({ method, path }) => {
    if (path === '/graphql') return null;
    const isStart = hasGraphiql && path === '/' && method === 'GET';
    return isStart ? emptyResponse(302, ['location', '/graphql']) : emptyResponse(404);
  };
}
