import { onTestFinished } from 'vitest';

import {
  type CloudflareEmulator,
  DEMO_CREDENTIAL,
  startEmulator,
} from '../../src/emulator/index.ts';
import type { Gateway, GatewayOptions, GatewayPorts } from '../../src/gateway.ts';
import { createNodeGateway } from '../../src/node-gateway.ts';
import { keepOutput } from './canary.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { inListPlace } from './places.ts';

export interface ClientError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [key: string]: unknown };
}

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors: readonly ClientError[];
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

export interface RequestOptions {
  /** The caller's credential; null sends none. Default: the demo credential. */
  readonly credential?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly upstream: CloudflareEmulator;
  /** The log as text: a test searches it for text that must be in it, or must not. */
  readonly logged: readonly string[];
  /** The log, line by line. */
  readonly lines: readonly LogLine[];
  /** Sends any HTTP request through `gateway.fetch`. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a body, as JSON where the headers name no other type. It sends no credential of its own. */
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  query<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): Promise<Answer<Data>>;
  /** Sends a document that codegen cannot type, such as an invalid one. */
  // biome-ignore lint/suspicious/noExplicitAny: the document decides the type of the data
  ask(document: string, variables?: object, options?: RequestOptions): Promise<Answer<any>>;
}

/** With `COMPILED_PATH=off` every request takes Yoga's path; the tests hold for both paths. */
const COMPILED_PATH = process.env['COMPILED_PATH'] !== 'off';

/** For tests that must hold for both paths: a name, and the value of the option `compiledPath`. */
export const PATHS = [
  ['the compiled path', true],
  ['Yoga’s path', false],
] as const;

/** The demo's dates are relative to this, so that two emulators of one test have the same rows. */
const STARTED_AT_MS = Date.now();

/** Starts a gateway over an emulated Cloudflare. Both are closed when the test ends. */
export async function startGateway(
  options: GatewayOptions = {},
  ports: Omit<GatewayPorts, 'log'> = {},
): Promise<TestGateway> {
  const upstream = await startEmulator(() => STARTED_AT_MS);
  onTestFinished(() => upstream.close());
  return startReplica(upstream, options, ports);
}

/** Starts one more gateway over an emulated Cloudflare. It is closed when the test ends. */
export function startReplica(
  upstream: CloudflareEmulator,
  options: GatewayOptions = {},
  ports: Omit<GatewayPorts, 'log'> = {},
): TestGateway {
  const logged: string[] = [];
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: LogLine['fields'] = {}) => {
      lines.push({ level, message, fields });
      logged.push(`${message} ${Object.entries(fields).flat().join(' ')}`);
    };
  const gateway = createNodeGateway(
    // No cache by default, so that tests count every call; tests of the cache turn it on.
    { baseUrl: upstream.baseUrl, cacheTtlMs: 0, compiledPath: COMPILED_PATH, ...options },
    { log: { info: write('info'), warn: write('warn'), error: write('error') }, ...ports },
  );
  onTestFinished(() => gateway.close());
  onTestFinished(() => keepOutput(logged.join('\n')));
  const send = (path: string, init: RequestInit = {}) =>
    gateway.fetch(new Request(`http://127.0.0.1:4000${path}`, init));

  const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  async function ask(document: string, variables: object = {}, request: RequestOptions = {}) {
    const { credential = DEMO_CREDENTIAL, headers, signal } = request;
    const init = {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(credential !== null && { authorization: `Bearer ${credential}` }),
        ...headers,
      },
      body: JSON.stringify({ query: document, variables }),
      ...(signal && { signal }),
    };
    const response = await send('/graphql', init);
    const { data, errors = [], extensions } = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, data, errors, extensions };
  }

  return inListPlace({
    gateway,
    upstream,
    logged,
    lines,
    send,
    post,
    ask,
    query: (document, variables, request) => ask(String(document), variables ?? {}, request),
  });
}

/** The code of a response's first error. */
export async function codeOf(response: Response): Promise<string> {
  return JSON.parse(await response.text()).errors[0].extensions.code;
}
