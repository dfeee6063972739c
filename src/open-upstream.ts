import type { Config } from './config/config.ts';
import type { GatewayOptions } from './gateway.ts';
import type { Clock } from './lib/clock.ts';

export interface OpenUpstream {
  readonly options: GatewayOptions;
  readonly description: string;
  close(): Promise<void>;
}

/** The emulator starts only here, if it is needed. */
export async function openUpstream(
  { upstream, apiKeyHashes, jwt }: Pick<Config, 'upstream' | 'apiKeyHashes' | 'jwt'>,
  clock?: Clock,
): Promise<OpenUpstream> {
  if (upstream.kind === 'cloudflare') {
    const { baseUrl, apiToken } = upstream;
    const credential = apiToken === null ? "each caller's own credential" : 'the gateway token';
    return {
      options: { baseUrl, ...(apiToken !== null && { gatewayToken: apiToken }) },
      description: `${baseUrl}, with ${credential}`,
      close: async () => {},
    };
  }
  // Imported only here: its data costs start-up time and memory.
  const { DEMO_CREDENTIAL, startEmulator } = await import('./emulator/index.ts');
  const emulator = await startEmulator(clock?.now);
  // If keys or JWTs are required, the demo credential takes the place of the gateway token.
  const needsCredential = apiKeyHashes.length > 0 || jwt !== null;
  const token = needsCredential
    ? { gatewayToken: DEMO_CREDENTIAL }
    : { demoToken: DEMO_CREDENTIAL };
  return {
    options: { baseUrl: emulator.baseUrl, ...token },
    description:
      'the embedded Cloudflare emulator, a demonstration: every token is made up. ' +
      'Set UPSTREAM=cloudflare for the real API.',
    close: () => emulator.close(),
  };
}
