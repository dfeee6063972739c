import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions, GatewayPorts } from '../../../src/gateway.ts';
import { brokenClock } from '../../support/clock.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';
import {
  type SocketRequest,
  type SocketResponse,
  sendOverSocket,
  serve,
} from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const BODY = JSON.stringify({ query: COUNT });
const GET_COUNT = `/graphql?query=${encodeURIComponent(COUNT)}`;
const ORIGIN = 'https://app.example.com';
const HEADERS = {
  host: 'localhost:4000',
  'content-type': 'application/json',
  authorization: `Bearer ${CREDENTIALS.seven}`,
};

interface Case {
  readonly name: string;
  readonly status: number;
  readonly code?: string;
  readonly request: Omit<SocketRequest, 'agent' | 'headers'> & {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly options?: GatewayOptions;
  readonly ports?: GatewayPorts;
  readonly isDraining?: boolean;
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...{ method: 'GET', path },
  headers: { host: HEADERS.host, ...headers },
});
const post = (headers: Readonly<Record<string, string>> = {}, body = BODY) => ({
  headers: { ...HEADERS, ...headers },
  body,
});
const withMethod = (method: string) => ({ ...post(), method });
const isOpen = { demoToken: DEMO_CREDENTIAL };

const CASES: readonly Case[] = [
  { name: '/health', status: 200, request: get('/health') },
  { name: '/ready', status: 200, request: get('/ready') },
  { name: '/ready while draining', status: 503, request: get('/ready'), isDraining: true },
  { name: 'another path', status: 404, request: get('/elsewhere') },
  { name: 'the redirect to GraphiQL', status: 302, request: get('/') },
  { name: 'GraphiQL', status: 200, request: get('/graphql', { accept: 'text/html' }) },
  {
    name: 'a preflight',
    status: 204,
    request: {
      method: 'OPTIONS',
      headers: { host: HEADERS.host, origin: ORIGIN, 'access-control-request-headers': 'x-a' },
    },
    options: { corsOrigins: [ORIGIN] },
  },
  {
    name: 'another host name',
    status: 421,
    code: 'MISDIRECTED_REQUEST',
    request: post({ host: 'evil.example' }),
    options: isOpen,
  },
  {
    name: 'a GET without a preflight header',
    status: 403,
    code: 'PREFLIGHT_REQUIRED',
    request: get(GET_COUNT),
  },
  {
    name: 'another method',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    request: withMethod('PUT'),
  },
  {
    name: 'another media type of the response',
    status: 406,
    code: 'NOT_ACCEPTABLE',
    request: post({ accept: 'image/png' }),
  },
  {
    name: 'a body over the limit',
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    request: post({}, ' '.repeat(100_001)),
  },
  {
    name: 'another media type of the body',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    request: post({ 'content-type': 'text/xml' }),
  },
  {
    name: 'another charset of the body',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    request: post({ 'content-type': 'application/json; charset=utf-16' }),
  },
  {
    name: 'a compressed body',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    request: post({ 'content-encoding': 'gzip' }),
  },
  { name: 'a body that is no JSON', status: 400, code: 'BAD_REQUEST', request: post({}, '{') },
  { name: 'an empty body', status: 400, code: 'BAD_REQUEST', request: post({}, '') },
  {
    name: 'a missing credential',
    status: 200,
    code: 'UNAUTHENTICATED',
    request: post({ authorization: '' }),
  },
  {
    name: 'a document that is not valid',
    status: 200,
    code: 'GRAPHQL_VALIDATION_FAILED',
    request: post({}, '{"query":"{ nope }"}'),
  },
  { name: 'data', status: 200, request: post() },
  { name: 'data in parts', status: 200, request: post({ accept: 'multipart/mixed' }) },
  { name: 'data as an event', status: 200, request: post({ accept: 'text/event-stream' }) },
  {
    name: 'data for a page of a listed origin',
    status: 200,
    request: post({ origin: ORIGIN }),
    options: { corsOrigins: [ORIGIN] },
  },
  {
    name: 'data for a GET',
    status: 200,
    request: get(GET_COUNT, { 'graphql-preflight': '1' }),
    options: isOpen,
  },
  {
    name: 'a bug',
    status: 500,
    code: 'INTERNAL_SERVER_ERROR',
    request: post(),
    ports: { clock: brokenClock() },
  },
];

/** Node adds these itself; a request id differs each time. */
const NOT_COMPARED = new Set(['connection', 'date', 'keep-alive', 'x-request-id']);

function comparable({ status, headers, text }: SocketResponse) {
  const compared = Object.entries(headers).filter(([name]) => !NOT_COMPARED.has(name));
  const requestId = headers['x-request-id'] ?? '';
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  return { status, headers: Object.fromEntries(compared), text: text.replace(requestId, 'ID') };
}

describe.each(PATHS)(
  'with %s, node:http and fetch give the same response',
  (_path, compiledPath) => {
    test.each(CASES)('$status: $name', async ({ status, code, request, ...setting }) => {
      const { options, ports, isDraining = false } = setting;
      const { gateway, send } = await startGateway({ compiledPath, ...options }, ports);
      const origin = await serve(gateway.listener);
      if (isDraining) gateway.markUnready();
      const { path = '/graphql', ...init } = { method: 'POST', ...request };

      const overSocket = await sendOverSocket(origin, request);
      const byFetch = await send(path, init);

      const headers = Object.fromEntries(byFetch.headers);
      const text = await byFetch.text();
      expect(comparable(overSocket)).toEqual(comparable({ status: byFetch.status, headers, text }));
      expect(overSocket.status).toBe(status);
      if (headers['content-type']?.includes('json')) {
        expect(JSON.parse(text).errors?.[0].extensions.code).toBe(code);
      }
      expect(overSocket.headers['content-length']).toBe(
        status === 204 ? undefined : String(Buffer.byteLength(text)),
      );
      expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
    });
  },
);
