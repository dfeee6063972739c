/**
 * Every default, written once. The settings, the help text, the documents and
 * `createGateway` read it from here; units are in the names.
 */

/** The introspection query of common tools has 185 tokens and 13 levels; GraphiQL's first tab costs 850, every field of a hundred tokens 36,000. */
export const DEFAULT_LIMITS = {
  bodyBytes: 100_000,
  lexicalTokens: 1_000,
  depth: 16,
  aliases: 30,
  directives: 50,
  cost: 50_000,
  comparisons: 10_000,
  nameLength: 256,
  representations: 1_000,
  responseBytes: 10_000_000,
  responseFields: 200_000,
};

/** Of `createGateway`, whose options have these names, and of the settings for them. */
export const GATEWAY_DEFAULTS = {
  baseUrl: 'https://api.cloudflare.com/client/v4',
  upstreamTimeoutMs: 10_000,
  cacheTtlMs: 5_000,
  operationTimeoutMs: 30_000,
  apiKeyHashes: [],
  corsOrigins: [],
  graphiql: true,
  introspection: true,
  compiledPath: true,
  limits: DEFAULT_LIMITS,
  documents: { trusted: {}, trustedOnly: false, automatic: false },
  replicas: 2,
};

/** Of the program alone. */
export const PROGRAM_DEFAULTS = {
  host: '127.0.0.1',
  port: 4_000,
  drainDelayMs: 5_000,
  requestTimeoutMs: 30_000,
  sendTimeoutMs: 30_000,
  // Longer than proxies keep their idle connections to a server, which is 60 seconds for many.
  keepAliveTimeoutMs: 75_000,
  maxConnections: 1_000,
  logLevel: 'info',
  serviceName: 'cloudflare-tokens-gateway',
};
