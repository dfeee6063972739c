import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { createCredentials, type EmulatedCredential, emulatedCredential } from './credentials.ts';
import { applyFault, type Fault } from './faults.ts';
import { API_ERRORS, type EmulatedResponse } from './responses.ts';
import { badCredentialResponse, isVerify, route } from './routes.ts';
import { AS_SAMPLED, type Switches } from './switches.ts';

/** A received request, for tests to count and inspect. */
export interface UpstreamRequest {
  readonly method: string;
  /** Below the base path: `/user/tokens`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | null;
  readonly headers: IncomingHttpHeaders;
  /** Settles if the client closes the connection before the response ends. */
  readonly aborted: Promise<void>;
}

export interface CloudflareEmulator {
  /** `http://127.0.0.1:…/client/v4` */
  readonly baseUrl: string;
  /** All requests so far, in the order of arrival. */
  readonly requests: readonly UpstreamRequest[];
  readonly switches: Switches;
  /** The list of a credential; throws if the credential is unknown. */
  credential(secret: string): EmulatedCredential;
  /** Adds a credential with its user's list, in ascending order: any JSON, valid or not. `rest`: its accounts, for instance. */
  addCredential(
    secret: string,
    tokens: unknown[],
    rest?: Partial<Omit<EmulatedCredential, 'tokens'>>,
  ): EmulatedCredential;
  /** Applies a fault to the next request, or to the next `times` requests. */
  injectFault(fault: Fault, times?: number): void;
  /** Calls back before each response: for lists that change while they are read. */
  onRequest(listener: (request: UpstreamRequest) => void): void;
  close(): Promise<void>;
}

const BASE_PATH = '/client/v4';

/** Starts the emulator on a free port of the loopback address. `now`: what its made-up dates are relative to. */
export async function startEmulator(now: () => number = Date.now): Promise<CloudflareEmulator> {
  const credentials = createCredentials(now());
  const requests: UpstreamRequest[] = [];
  const faults: Fault[] = [];
  const listeners: ((request: UpstreamRequest) => void)[] = [];
  const switches = { ...AS_SAMPLED };

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const request: UpstreamRequest = {
      method: incoming.method ?? '',
      path: url.pathname.startsWith(BASE_PATH) ? url.pathname.slice(BASE_PATH.length) : '',
      query: Object.fromEntries(url.searchParams),
      authorization: incoming.headers.authorization ?? null,
      headers: incoming.headers,
      aborted: once(response, 'close').then(() =>
        response.writableFinished ? new Promise<never>(() => {}) : undefined,
      ),
    };
    requests.push(request);
    for (const listener of listeners) listener(request);
    const fault = faults.shift();
    const early = fault?.kind === 'late' ? responseTo(request, url.searchParams) : null;
    if (fault && (await applyFault(fault, response))) return;
    send(response, requests.length, early ?? responseTo(request, url.searchParams));
  }

  function responseTo(request: UpstreamRequest, query: URLSearchParams): EmulatedResponse {
    if (request.method !== 'GET') return API_ERRORS.wrongMethod;
    if (request.authorization === null) return API_ERRORS.missingHeaders;
    const [, secret] = CLOUDFLARE_TOKEN.exec(request.authorization) ?? [];
    if (secret === undefined) return API_ERRORS.malformedHeader;
    const credential = credentials.get(secret);
    if (credential === undefined) return badCredentialResponse(isVerify(request.path), switches);
    return route(request.path, query, credential(), switches);
  }

  const server = createServer((incoming, response) => void respond(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}${BASE_PATH}`,
    requests,
    switches,
    credential(secret) {
      const credential = credentials.get(secret);
      if (credential === undefined) throw new Error('no such credential');
      return credential();
    },
    addCredential(secret, tokens, rest) {
      const credential = emulatedCredential(tokens, rest);
      credentials.set(secret, () => credential);
      return credential;
    },
    injectFault(fault, times = 1) {
      faults.push(...Array<Fault>(times).fill(fault));
    },
    onRequest(listener) {
      listeners.push(listener);
    },
    close: () => close(server),
  };
}

/** Forty characters; or `cfut_` or `cfat_`, forty characters and a checksum (documented). */
const CLOUDFLARE_TOKEN = /^Bearer ((?:cf[ua]t_)?[\w-]{40}(?:[0-9a-f]{8})?)$/;

/** Sends the headers that were observed on api.cloudflare.com. */
function send(response: ServerResponse, count: number, { status, body }: EmulatedResponse): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cf-ray': `${count.toString(16).padStart(16, '8')}-LHR`,
    'cf-cache-status': 'DYNAMIC',
    'cache-control': 'no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
    ratelimit: '"default";r=1199;t=1',
    'ratelimit-policy': '"default";q=1200;w=300',
    server: 'cloudflare',
  });
  response.end(JSON.stringify(body));
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
