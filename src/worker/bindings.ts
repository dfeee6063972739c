/** The part of Workers' `fetch`-like bindings that the gateway uses. */
export interface Fetcher {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

/** A namespace of Durable Objects: one object for each name, for all isolates together. */
export interface ObjectNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): Fetcher;
}

/** Variables and secrets, and the bindings of `examples/cloudflare-worker/wrangler.jsonc`. */
export interface WorkerEnvironment {
  /** Static assets: GraphiQL's page, and the file of `TRUSTED_DOCUMENTS`. */
  readonly ASSETS?: Fetcher;
  /** Without it, each isolate counts calls by itself. */
  readonly RATE_LIMITS?: ObjectNamespace;
  readonly [setting: string]: unknown;
}

/** A static asset by its path; throws if there is none. */
export async function fetchAsset({ ASSETS }: WorkerEnvironment, path: string): Promise<Response> {
  const response = await ASSETS?.fetch(`https://assets.invalid${path}`);
  if (response?.ok) return response;
  throw new Error(`The static asset ${path} is missing.`);
}
