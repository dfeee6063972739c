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
  // Now, not with the first call: by then, descriptors may be scarce.
  const { createUndiciTransport } = await import('./cloudflare/undici-transport.ts');
  const { createNodeGateway } = await import('./node-gateway.ts');
  return (options: GatewayOptions, ports: GatewayPorts) =>
    createNodeGateway(options, { openTransport: createUndiciTransport, ...ports });
}
