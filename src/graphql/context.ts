import type { Loaders } from '../loading/loaders.ts';
import type { RateLimitStatus } from '../model/rate-limit-status.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';

/** Exported for the server, which creates contexts and does not import `loading`. */
export type { Loaders };

/** The GraphQL context of one operation. It has no credential: the loaders are bound to the caller. */
export interface GatewayContext {
  /**
   * The loaders of this operation, the same at every call. Throws UNAUTHENTICATED if the caller
   * gave no credential. It is a function so that introspection needs no credential.
   */
  readonly loaders: () => Loaders;
  /** Milliseconds since the epoch. The clock is read once, so all fields have the same "now". */
  readonly nowMs: number;
  /** What is left of the credential's calls. Throws UNAUTHENTICATED as `loaders` does; makes no call. */
  readonly rateLimit: () => RateLimitStatus;
  readonly stats: UpstreamStats;
}
