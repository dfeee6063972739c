#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readCommandLine } from './config/command-line.ts';
import { type Config, readConfig } from './config/config.ts';
import { gatewayOptionsOf } from './config/gateway-options.ts';
import { helpText } from './config/help-text.ts';
import { ConfigError } from './config/problems.ts';
import { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import type { Log } from './model/log.ts';
import { drainOnSignal } from './server/drain.ts';
import { createLog } from './server/telemetry/log.ts';

try {
  const { help, version, settings } = readCommandLine(process.argv.slice(2));
  if (help) print(helpText());
  else if (version) print(packageVersion());
  else
    await serve(readConfig({ ...process.env, ...settings }, (path) => readFileSync(path, 'utf8')));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError) {
    printError(['These settings are wrong:', ...error.problems].join('\n  '));
  } else if (isSystemError(error)) {
    printError(`Could not start: ${error.message}`);
  } else {
    throw error;
  }
}

/** Serves until a signal; throws what prevents the start, such as a port that is in use. */
async function serve(config: Config): Promise<void> {
  const { host, port, metricsPort, logLevel } = config;
  const { options, description, close } = await openUpstream(config);
  const log = createLog(logLevel);
  const traces = await openTraces(config, log);
  const ports = { log, ...(traces && { tracing: traces.tracing }) };
  const gateway = createGateway({ ...options, ...gatewayOptionsOf(config) }, ports);
  const server = createServer(gateway.listener);
  const metrics = metricsPort === null ? null : await openMetrics(gateway);
  // Signals are handled before the address is printed: a script may send one as soon as it sees it.
  const drained = drainOnSignal(server, gateway);
  try {
    const address = await listen(server, host, port);
    print(`Upstream: ${description}`);
    print(`GraphiQL: ${address}/graphql`);
    if (metrics !== null) {
      print(`Metrics: ${await listen(metrics, host, metricsPort ?? 0)}/metrics`);
    }
    await drained;
  } finally {
    metrics?.close();
    await gateway.close();
    await traces?.close();
    await close();
  }
}

/** Standard output is for the person who starts the program; the log goes to standard error. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Imports OpenTelemetry only if traces are exported. */
async function openTraces({ tracesUrl, serviceName }: Config, log: Log) {
  if (tracesUrl === null) return null;
  const { exportTraces } = await import('./server/telemetry/otlp.ts');
  return exportTraces(tracesUrl, serviceName, log);
}

/** Imports the metrics server only if metrics are served. */
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
    const credential = apiToken === null ? "each caller's own credential" : 'the gateway token';
    return {
      options: { baseUrl, ...(apiToken !== null && { gatewayToken: apiToken }) },
      description: `${baseUrl}, with ${credential}`,
      close: async () => {},
    };
  }
  // Imported only here: its data costs start-up time and memory.
  const { DEMO_CREDENTIAL, startEmulator } = await import('./emulator/index.ts');
  const emulator = await startEmulator();
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

/** Resolves to the URL at which a browser reaches the server. */
function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Brackets belong to URLs; the socket takes the bare address.
    server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
      const address = server.address() as AddressInfo;
      resolve(`http://${urlHostOf(address)}:${address.port}`);
    });
  });
}

/** A browser cannot open the address that stands for all addresses. */
function urlHostOf({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}

function packageVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(manifest).version);
}

/** For a port in use or a foreign address, one sentence says more than a stack trace. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
