import type { GraphqlRequest } from '../graphql-request.ts';
import type { CountedContext } from '../limits/counted-schema.ts';

/** What is known of a response before Yoga writes it. */
export interface Outcome {
  /** The status of a response with errors, instead of Yoga's own. */
  status: number | null;
  /** Errors of the execution beside those in its result. */
  errorsOmitted: number;
}

/** What Yoga's plugins know of a request beside its Request object. */
export interface YogaServerContext extends CountedContext {
  readonly graphqlRequest: GraphqlRequest;
  readonly controller: AbortController;
  readonly outcome: Outcome;
}
