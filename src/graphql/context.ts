import type { Loaders } from '../loading/loaders.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';

/** What one operation carries. It knows loaders, not who asks: they are bound to the caller. */
export interface GatewayContext {
  /**
   * The loaders of this operation, the same at every call. Throws UNAUTHENTICATED where the
   * caller showed no credential; a function, so that introspection need not show one.
   */
  readonly loaders: () => Loaders;
  /** What happened upstream so far. */
  readonly stats: UpstreamStats;
}
