import type { Config } from './config.ts';

/** The options of `createGateway` that do not depend on the upstream. */
export function gatewayOptionsOf(config: Config) {
  const { upstreamTimeoutMs, cacheTtlMs, operationTimeoutMs, apiKeyHashes, jwt } = config;
  const { corsOrigins, graphiql, introspection, documents } = config;
  const { maxCost, maxResponseBytes, replicas } = config;
  return {
    ...{ upstreamTimeoutMs, cacheTtlMs, operationTimeoutMs, apiKeyHashes },
    ...{ corsOrigins, graphiql, introspection, documents, replicas },
    limits: { cost: maxCost, responseBytes: maxResponseBytes },
    ...(jwt !== null && { jwt }),
  };
}
