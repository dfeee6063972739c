import type { GraphqlRequest } from '../graphql-request.ts';

/** What Yoga's plugins know of a request beside its Request object. */
export interface YogaServerContext {
  readonly graphqlRequest: GraphqlRequest;
  readonly controller: AbortController;
  /** The status of a response with errors, instead of Yoga's own. */
  readonly outcome: { status: number | null };
}
