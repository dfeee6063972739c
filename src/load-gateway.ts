import { createRequire } from 'node:module';

import type { GatewayOptions, GatewayPorts } from './gateway.ts';

/**
 * Loads the gateway in steps. Node opens all files of an import at the same time, which are more
 * than a small limit of open files allows (`ulimit -n 100`).
 */
export async function loadGateway() {
  await import('./loading/loaders.ts');
  await import('./graphql/schema.ts');
  await import('./cloudflare/stages.ts');
  await import('./gateway.ts');
  const { createNodeGateway, isNode } = await import('./node-gateway.ts');
  if (!isNode()) return createNodeGateway;
  // Now, not with the first call: by then, descriptors may be scarce.
  const { createUndiciTransport } = await import('./cloudflare/undici-transport.ts');
  return (options: GatewayOptions, ports: GatewayPorts) =>
    createNodeGateway(options, { openTransport: createUndiciTransport, ...ports });
}

/**
 * As CommonJS, which opens one file after the other and tries again after a failure. `import()` opens
 * hundreds at once; if descriptors are scarce it fails, and Node remembers that for ever.
 */
export async function loadYoga(): ReturnType<NonNullable<GatewayPorts['loadYoga']>> {
  return createRequire(import.meta.url)('graphql-yoga');
}
