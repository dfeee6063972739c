#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Config, ConfigError, readCommandLine, readConfig } from './config/config.ts';
import { flagOf, SETTINGS, type Setting } from './config/settings.ts';
import { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import type { Log } from './model/log.ts';
import { drainOnSignal } from './server/drain.ts';
import { createLog } from './server/telemetry/log.ts';

try {
  const { help, version, settings } = readCommandLine(process.argv.slice(2));
  if (help) say(helpText());
  else if (version) say(packageVersion());
  else
    await serve(readConfig({ ...process.env, ...settings }, (path) => readFileSync(path, 'utf8')));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) {
    complain(['These settings are wrong:', ...error.problems].join('\n  '));
  } else if (isSystemError(error)) {
    complain(`Could not start: ${error.message}`);
  } else {
    throw error;
  }
}

/** Serves until a signal; what goes wrong before that (a taken port, say) is thrown. */
async function serve(config: Config): Promise<void> {
  const { host, port, metricsPort, logLevel } = config;
  const { options, description, close } = await openUpstream(config);
  const log = createLog(logLevel);
  const traces = await openTraces(config, log);
  const ports = { log, ...(traces && { tracing: traces.tracing }) };
  const gateway = createGateway({ ...options, ...gatewayOptions(config) }, ports);
  const server = createServer(gateway.listener);
  const metrics = metricsPort === null ? null : await openMetrics(gateway);
  // Before anybody is told of the address: who knows it may stop the program.
  const drained = drainOnSignal(server, gateway);
  try {
    const address = await listen(server, host, port);
    say(`Upstream: ${description}`);
    say(`GraphiQL: ${address}/graphql`);
    if (metrics !== null) say(`Metrics: ${await listen(metrics, host, metricsPort ?? 0)}/metrics`);
    await drained;
  } finally {
    metrics?.close();
    await gateway.close();
    await traces?.close();
    await close();
  }
}

function gatewayOptions(config: Config): GatewayOptions {
  const { timeoutMs, cacheTtlMs, operationTimeoutMs, apiKeyHashes, jwt } = config;
  const { corsOrigins, graphiql, introspection, documents, maxCost } = config;
  return {
    ...{ timeoutMs, cacheTtlMs, operationTimeoutMs, apiKeyHashes },
    ...{ corsOrigins, graphiql, introspection, documents, limits: { cost: maxCost } },
    ...(jwt !== null && { jwt }),
  };
}

/** For the person who started this. */
function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Imported only where traces are wanted. */
async function openTraces({ tracesUrl, serviceName }: Config, log: Log) {
  if (tracesUrl === null) return null;
  const { exportTraces } = await import('./server/telemetry/otlp.ts');
  return exportTraces(tracesUrl, serviceName, log);
}

/** Imported only where somebody collects them. */
async function openMetrics(gateway: Gateway): Promise<Server> {
  const { serveMetrics } = await import('./server/telemetry/metrics-server.ts');
  return serveMetrics(gateway);
}

interface OpenUpstream {
  readonly options: GatewayOptions;
  readonly description: string;
  close(): Promise<void>;
}

async function openUpstream({ upstream, apiKeyHashes, jwt }: Config): Promise<OpenUpstream> {
  if (upstream.kind === 'cloudflare') {
    const { baseUrl, apiToken } = upstream;
    const whose = apiToken === null ? "each caller's own credential" : "the gateway's own token";
    return {
      options: { baseUrl, ...(apiToken !== null && { gatewayToken: apiToken }) },
      description: `${baseUrl}, asked with ${whose}`,
      close: async () => {},
    };
  }
  // Imported here, so that the demonstration's data costs nothing where it is not used.
  const { DEMO_CREDENTIAL, startEmulator } = await import('./emulator/index.ts');
  const emulator = await startEmulator();
  // Where keys or JWTs are asked for, they open the demonstration as they would open the own token.
  const isClosed = apiKeyHashes.length > 0 || jwt !== null;
  const token = isClosed ? { gatewayToken: DEMO_CREDENTIAL } : { demoToken: DEMO_CREDENTIAL };
  return {
    options: { baseUrl: emulator.baseUrl, ...token },
    description:
      'the embedded Cloudflare, a demonstration: every token is made up. ' +
      'Set UPSTREAM=cloudflare for the real one.',
    close: () => emulator.close(),
  };
}

/** Resolves to where it listens, as a browser takes it. */
function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Brackets are for URLs; the socket wants the bare address.
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
      const address = server.address() as AddressInfo;
      resolve(`http://${nameOf(address)}:${address.port}`);
    });
  });
}

/** An address as a browser takes it: "all addresses" is none that one can open. */
function nameOf({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}

function helpText(): string {
  const lines = SETTINGS.map((setting: Setting) => {
    const { name, fallback, fallbackRule, meaning, secret = false } = setting;
    const file = secret ? ` (or in a file: ${name}_FILE)` : '';
    const standard = fallback ?? fallbackRule;
    const ending = standard === undefined ? '' : ` (default: ${standard})`;
    return `  --${flagOf(name)} <value>, ${name}\n      ${meaning}${file}${ending}`;
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

/** A taken port, an address that is not this machine's: a sentence says it, a stack would hide it. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
