import type { GraphqlRequest } from '../graphql-request.ts';

/** What Yoga's plugins know of a request beside its Request object. */
export interface YogaServerContext {
  readonly graphqlRequest: GraphqlRequest;
  readonly controller: AbortController;
}
