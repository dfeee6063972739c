#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';

import { readCommandLine } from './config/command-line.ts';
import { type Config, readConfig } from './config/config.ts';
import { gatewayOptionsOf } from './config/gateway-options.ts';
import { helpText } from './config/help-text.ts';
import { type ListenAddress, listenProblem } from './config/listen-problem.ts';
import { ConfigError } from './config/problems.ts';
import type { Gateway } from './gateway.ts';
import { loadGateway, loadYoga } from './load-gateway.ts';
import type { Log } from './model/log.ts';
import type { RateLimitStore } from './model/rate-limit-store.ts';
import { openUpstream } from './open-upstream.ts';
import { packageVersion } from './package-version.ts';
import { possibleConnections } from './server/descriptor-limit.ts';
import { drainServers, firstSignal } from './server/drain.ts';
import { type ConnectionLimits, createHttpServer, type HttpServer } from './server/http-server.ts';
import { createLog } from './server/telemetry/log.ts';

/** A new replica gets little traffic in its first second. */
const LOAD_YOGA_AFTER_MS = 1_000;

/** Prometheus needs one or two. */
const METRICS_CONNECTIONS = 16;

// If nobody can read the output, the gateway serves all the same.
process.stdout.on('error', () => {});
const [command, ...commandArguments] = process.argv.slice(2);
try {
  if (command === 'audit') await runAuditCommand(commandArguments);
  else await runServer(process.argv.slice(2));
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

async function runServer(args: readonly string[]): Promise<void> {
  const { help, version, settings, problems } = readCommandLine(args);
  if (help) print(helpText());
  else if (version) print(packageVersion());
  else {
    const readFile = (path: string) => readFileSync(path, 'utf8');
    await serve(readConfig({ ...process.env, ...settings }, readFile, problems));
    // Lines of the log that nobody reads would keep the process alive.
    process.exit();
  }
}

/** Imported only here: a server needs none of it. */
async function runAuditCommand(args: readonly string[]): Promise<void> {
  const { runAudit } = await import('./audit/run.ts');
  const { env: environment, stdout, stderr } = process;
  process.exitCode = await runAudit(args, { environment, stdout, stderr });
}

/** Serves until a signal; throws what prevents the start, such as a port that is in use. */
async function serve(config: Config): Promise<void> {
  const { connections, drainDelayMs, host, logLevel, metricsPort, port } = config;
  // Signals are handled before the address is printed: a script may send one as soon as it sees it.
  const signal = firstSignal();
  const { options, description, close } = await openUpstream(config);
  const log = createLog(logLevel);
  const traces = await openTraces(config, log);
  const rateLimitStore = await openStore(config);
  const ports = {
    ...{ log, loadYoga },
    ...(traces && { tracing: traces.tracing }),
    ...(rateLimitStore && { rateLimitStore }),
  };
  const createGateway = await loadGateway();
  const gateway = createGateway({ ...options, ...gatewayOptionsOf(config) }, ports);
  const maxConnections = possibleConnections(connections.maxConnections);
  const connectionLimits = { ...connections, maxConnections };
  const onAcceptError = ({ message }: Error) => log.warn('connection not accepted', { message });
  const server = createHttpServer(gateway.listener, connectionLimits, onAcceptError);
  const metrics =
    metricsPort === null ? null : await openMetrics(gateway, connections, onAcceptError);
  try {
    const address = await listen(server, { host, port, portSetting: 'PORT' });
    const lines = [
      `Upstream: ${description}`,
      `${config.graphiql ? 'GraphiQL' : 'GraphQL'}: ${address}/graphql`,
    ];
    if (metrics !== null && metricsPort !== null) {
      const portSetting = 'METRICS_PORT';
      lines.push(
        `Metrics: ${await listen(metrics, { host, port: metricsPort, portSetting })}/metrics`,
      );
    }
    if (maxConnections < connections.maxConnections) {
      lines.push(
        `Connections: at most ${maxConnections}; for more, raise the limit of open files.`,
      );
    }
    print(lines.join('\n'));
    // Loading blocks for 200 ms. The first answers do not wait for it, and later nobody has to. A failure
    // is not remembered.
    setTimeout(() => void loadYoga().catch(() => {}), LOAD_YOGA_AFTER_MS).unref();
    await signal;
    print(
      `Stopping in ${drainDelayMs} ms and after the requests in flight; a second signal ends at once.`,
    );
    await drainServers(gateway, server, metrics, drainDelayMs);
  } finally {
    // After a failed start one of them may be open.
    await Promise.all([server.close(0), metrics?.close(0)]);
    await gateway.close();
    await traces?.close();
    await close();
    await log.close();
  }
}

/** Standard output is for the person who starts the program; the log goes to standard error. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printError(text: string): void {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // Then the exit code has to say it.
  }
}

/** Imports the client of Redis only if replicas share their limits. */
async function openStore({ redisUrl, replicas }: Config): Promise<RateLimitStore | null> {
  if (redisUrl === null) return null;
  const { createRedisStore } = await import('./redis/redis-store.ts');
  return createRedisStore({ url: redisUrl, replicas });
}

/** Imports OpenTelemetry only if traces are exported. */
async function openTraces({ tracesUrl, serviceName }: Config, log: Log) {
  if (tracesUrl === null) return null;
  const { exportTraces } = await import('./server/telemetry/otlp.ts');
  return exportTraces(tracesUrl, serviceName, log);
}

/** Imports the metrics server only if metrics are served. */
async function openMetrics(
  gateway: Gateway,
  limits: ConnectionLimits,
  onAcceptError: (error: Error) => void,
): Promise<HttpServer> {
  const { serveMetrics } = await import('./server/telemetry/metrics-server.ts');
  const few = { ...limits, maxConnections: METRICS_CONNECTIONS };
  return createHttpServer(serveMetrics(gateway), few, onAcceptError);
}

/** Resolves to the server's URL. */
async function listen(server: HttpServer, address: ListenAddress): Promise<string> {
  try {
    return await server.listen(address.host, address.port);
  } catch (error) {
    if (isSystemError(error)) error.message = listenProblem(error, address);
    throw error;
  }
}

/** For a port in use or a foreign address, one sentence says more than a stack trace. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
