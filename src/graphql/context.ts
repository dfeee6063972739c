import type { Loaders } from './loaders.ts';

/** What one operation carries. It knows loaders, not who asks: they are bound to the caller. */
export interface GatewayContext {
  /** Throws the `Failure` UNAUTHENTICATED at the first use where the caller showed no credential. */
  readonly loaders: Loaders;
}
