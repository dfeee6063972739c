import { type Config, readConfig } from '../config/config.ts';
import { gatewayOptionsOf } from '../config/gateway-options.ts';
import type { GatewayOptions } from '../gateway.ts';
import { fetchAsset, type WorkerEnvironment } from './bindings.ts';

export interface WorkerSettings {
  readonly options: GatewayOptions;
  readonly logLevel: string;
}

/** Reads the same settings as the program; throws a `ConfigError` with every problem. */
export async function readWorkerSettings(env: WorkerEnvironment): Promise<WorkerSettings> {
  const { TRUSTED_DOCUMENTS: path } = env;
  const manifest = typeof path === 'string' && path !== '' ? await readAssetText(env, path) : null;
  const readFile = (asked: string) => {
    if (asked === path && manifest !== null) return manifest;
    throw new Error('A Worker has no files.');
  };
  const config = readConfig(variablesOf(env), readFile, workerProblems(env));
  return { options: toGatewayOptions(config), logLevel: config.logLevel };
}

/** Everyone can reach a Worker, as they can a server that listens on all addresses. */
const ANY_ADDRESS = '0.0.0.0';

function variablesOf(env: WorkerEnvironment): Record<string, string> {
  const texts = Object.entries(env).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { ...Object.fromEntries(texts), HOST: ANY_ADDRESS, UPSTREAM: 'cloudflare' };
}

function workerProblems({ UPSTREAM: upstream }: WorkerEnvironment): readonly string[] {
  const isKnown = upstream === undefined || upstream === '' || upstream === 'cloudflare';
  return isKnown ? [] : ['UPSTREAM: expected cloudflare, the only upstream of a Worker'];
}

function toGatewayOptions(config: Config): GatewayOptions {
  const { upstream } = config;
  if (upstream.kind === 'embedded') throw new Error('A Worker has no emulator.');
  const { baseUrl, apiToken } = upstream;
  const token = apiToken !== null && { gatewayToken: apiToken };
  return { ...gatewayOptionsOf(config), baseUrl, ...token };
}

/** Null: there is no such asset, which `readConfig` reports. */
async function readAssetText(env: WorkerEnvironment, path: string): Promise<string | null> {
  try {
    return await (await fetchAsset(env, path)).text();
  } catch {
    return null;
  }
}
