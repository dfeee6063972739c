#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  type Config,
  ConfigError,
  flagOf,
  readCommandLine,
  readConfig,
  SETTINGS,
} from './config.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import type { Log } from './model/log.ts';
import { drainOnSignal } from './server/drain.ts';

/** Standard output is for the person who started this; standard error for what goes wrong. */
const log: Log = {
  info: (message) => process.stdout.write(`${message}\n`),
  error: (message, fields) => process.stderr.write(`${message}${describe(fields)}\n`),
};

try {
  const { help, version, settings } = readCommandLine(process.argv.slice(2));
  if (help) log.info(helpText());
  else if (version) log.info(packageVersion());
  else await serve(readConfig({ ...process.env, ...settings }));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) {
    log.error(['These settings are wrong:', ...error.problems].join('\n  '));
  } else if (isSystemError(error)) {
    log.error(`Could not start: ${error.message}`);
  } else {
    throw error;
  }
}

/** Serves until a signal; what goes wrong before that (a taken port, say) is thrown. */
async function serve({ host, port, upstream, timeoutMs, cacheTtlMs }: Config): Promise<void> {
  const { options, description, close } = await openUpstream(upstream);
  const gateway = createGateway({ ...options, timeoutMs, cacheTtlMs }, { log });
  const server = createServer(gateway.listener);
  // Before anybody is told of the address: who knows it may stop the program.
  const drained = drainOnSignal(server, gateway);
  try {
    await listen(server, host, port);
    const address = server.address() as AddressInfo;
    log.info(`Upstream: ${description}`);
    log.info(`GraphiQL: http://${nameOf(address)}:${address.port}/graphql`);
    await drained;
  } finally {
    await gateway.close();
    await close();
  }
}

interface OpenUpstream {
  readonly options: GatewayOptions;
  readonly description: string;
  close(): Promise<void>;
}

async function openUpstream(upstream: Config['upstream']): Promise<OpenUpstream> {
  if (upstream.kind === 'cloudflare') {
    const { baseUrl, apiToken } = upstream;
    const whose = apiToken === null ? "each caller's own credential" : "the gateway's own token";
    return {
      options: { baseUrl, ...(apiToken !== null && { ownToken: apiToken }) },
      description: `${baseUrl}, asked with ${whose}`,
      close: async () => {},
    };
  }
  // Imported here, so that the demonstration's data costs nothing where it is not used.
  const { DEMO_CREDENTIAL, startEmulator } = await import('./emulator/index.ts');
  const emulator = await startEmulator();
  return {
    options: { baseUrl: emulator.baseUrl, demonstrationToken: DEMO_CREDENTIAL },
    description:
      'the embedded Cloudflare, a demonstration: every token is made up. ' +
      'Set UPSTREAM=cloudflare for the real one.',
    close: () => emulator.close(),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Brackets are for URLs; the socket wants the bare address.
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
  });
}

/** An address as a browser takes it: "all addresses" is none that one can open. */
function nameOf({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}

function helpText(): string {
  const lines = SETTINGS.map(({ name, fallback, meaning }) => {
    const ending = fallback === null ? '' : ` (default: ${fallback})`;
    return `  --${flagOf(name)} <value>, ${name}\n      ${meaning}${ending}`;
  });
  return [
    "cloudflare-tokens-gateway: a GraphQL gateway over Cloudflare's List Tokens.",
    '',
    'Usage: cloudflare-tokens-gateway [flags]',
    '',
    'Each setting is a flag and an environment variable; the flag wins.',
    '',
    ...lines,
    '  --help\n      print this',
    '  --version\n      print the version',
  ].join('\n');
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(manifest).version);
}

function describe(fields: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(fields)
    .map(([key, value]) => ` ${key}=${value instanceof Error ? value.stack : String(value)}`)
    .join('');
}

/** A taken port, an address that is not this machine's: a sentence says it, a stack would hide it. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
