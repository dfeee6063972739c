import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { codeOf, PATHS, startGateway } from '../../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const QUERY = `query=${encodeURIComponent(COUNT)}`;
const BODY = JSON.stringify({ query: COUNT });
const JSON_TYPE = { 'content-type': 'application/json' };
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const PREFLIGHT = { 'graphql-preflight': '1' };
const COUNTED = { data: { tokens: { totalCount: 7 } } };

async function open(options: GatewayOptions = {}) {
  const { post, ...gateway } = await startGateway(options);
  return {
    ...gateway,
    post: (headers: Readonly<Record<string, string>> = {}) =>
      post(BODY, { ...AUTHORIZATION, ...headers }),
  };
}

describe.each(PATHS)('with %s, a body', (_path, compiledPath) => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json;text/plain',
    'application/graphql+json',
    'Application/JSON',
    'APPLICATION/JSON; CHARSET=UTF8',
  ])('is read as JSON with the content-type "%s"', async (type) => {
    const { post } = await open({ compiledPath });

    expect(JSON.parse(await (await post({ 'content-type': type })).text())).toEqual(COUNTED);
  });

  test.each([
    ['application/jsonp', {}],
    ['text/json', {}],
    ['application/xml', {}],
    ['text/xml', {}],
    ['application/json-patch+json', {}],
    ['application/json, text/plain', {}],
    ['application/json; charset=utf-16', {}],
    ['application/json; charset=iso-8859-1', {}],
    ['text/plain', PREFLIGHT],
    ['multipart/form-data; boundary=x', PREFLIGHT],
    ['', PREFLIGHT],
  ])('is refused with the content-type "%s"', async (type, headers) => {
    const { post, upstream } = await open({ compiledPath });
    const response = await post({ 'content-type': type, ...headers });

    expect(response.status).toBe(415);
    expect(response.headers.get('allow')).toBeNull();
    expect(await codeOf(response)).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each(['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip', 'x'])(
    'is refused with the content-encoding "%s"',
    async (encoding) => {
      const { send, upstream } = await open({ compiledPath });
      const response = await send('/graphql', {
        method: 'POST',
        headers: { ...JSON_TYPE, ...AUTHORIZATION, 'content-encoding': encoding },
        body: new Uint8Array(gzipSync(BODY)),
      });

      expect(response.status).toBe(415);
      expect(await codeOf(response)).toBe('UNSUPPORTED_MEDIA_TYPE');
      expect(upstream.requests).toHaveLength(0);
    },
  );

  test.each(['identity', 'Identity', ''])(
    'is read with the content-encoding "%s"',
    async (encoding) => {
      const { post } = await open({ compiledPath });
      const response = await post({ 'content-encoding': encoding });

      expect(JSON.parse(await response.text())).toEqual(COUNTED);
    },
  );
});

test('a form is read if it has a preflight header', async () => {
  const { send } = await open();
  const type = 'application/x-www-form-urlencoded';
  const form = (body: string) =>
    send('/graphql', {
      method: 'POST',
      headers: { 'content-type': type, ...PREFLIGHT, ...AUTHORIZATION },
      body,
    });

  expect(JSON.parse(await (await form(QUERY)).text()).data.tokens.totalCount).toBe(7);
  expect(await codeOf(await form(`${QUERY}&variables={`))).toBe('BAD_REQUEST');
});

test.each(['variables', 'extensions'])('the %s of a URL must be JSON', async (name) => {
  const { send, upstream } = await open();
  const headers = { ...PREFLIGHT, ...AUTHORIZATION };
  const response = await send(`/graphql?${QUERY}&${name}={"canary`, { headers });

  expect(response.status).toBe(400);
  const text = await response.text();
  expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
  expect(text).not.toContain('canary');
  expect(upstream.requests).toHaveLength(0);
});

describe('a method other than GET and POST', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is refused: %s', async (method) => {
    const { send } = await open();
    const response = await send('/graphql', { method, headers: JSON_TYPE, body: BODY });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(await codeOf(response)).toBe('METHOD_NOT_ALLOWED');
  });
});

const JSON_RESPONSE = 'application/json';
const GRAPHQL_RESPONSE = 'application/graphql-response+json';

describe.each(PATHS)('with %s, Accept', (_path, compiledPath) => {
  test.each([
    [null, JSON_RESPONSE],
    ['', JSON_RESPONSE],
    ['*/*', JSON_RESPONSE],
    ['application/*', JSON_RESPONSE],
    ['application/json', JSON_RESPONSE],
    ['APPLICATION/JSON', JSON_RESPONSE],
    ['application/json; charset=utf-8', JSON_RESPONSE],
    ['application/json;charset=UTF-8', JSON_RESPONSE],
    ['application/graphql-response+json', GRAPHQL_RESPONSE],
    ['application/graphql-response+json; charset=utf-8', GRAPHQL_RESPONSE],
    ['application/graphql-response+json, application/json', GRAPHQL_RESPONSE],
    ['application/json, application/graphql-response+json', JSON_RESPONSE],
    ['application/json;q=0.1, application/graphql-response+json', GRAPHQL_RESPONSE],
    ['application/json;q=0.1, application/graphql-response+json;q=0.2', GRAPHQL_RESPONSE],
    ['application/graphql-response+json;q=0.8, application/json;q=0.9', JSON_RESPONSE],
    ['application/graphql-response+json;q=0.9, */*;q=0.5', GRAPHQL_RESPONSE],
    ['application/graphql-response+json;q=0.5, */*;q=0.9', JSON_RESPONSE],
    ['application/json;q=0, */*', GRAPHQL_RESPONSE],
    ['application/json;q=0, application/graphql-response+json;q=0.1', GRAPHQL_RESPONSE],
    ['text/html, application/xhtml+xml, application/json;q=0.9', JSON_RESPONSE],
    ['image/png, */*;q=0.1', JSON_RESPONSE],
  ])('%j is answered as %s', async (accept, type) => {
    const { post } = await open({ compiledPath });
    const response = await post(accept === null ? {} : { accept });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(JSON.parse(await response.text())).toEqual(COUNTED);
  });

  test.each([
    'image/png',
    'application/xml, text/css',
    'text/html',
    'application/json;q=0',
    'application/json;q=0, application/graphql-response+json;q=0',
    '*/*;q=0',
    'application/json; charset=utf-16',
  ])('%j is refused, and the operation is not executed', async (accept) => {
    const { post, upstream, lines } = await open({ compiledPath });
    const response = await post({ accept });

    expect(response.status).toBe(406);
    expect(response.headers.get('allow')).toBeNull();
    expect(await codeOf(response)).toBe('NOT_ACCEPTABLE');
    expect(upstream.requests).toHaveLength(0);
    expect(lines.map(({ fields }) => fields['operationName'])).toEqual([undefined]);
  });
});

test.each([
  ['text/html', true],
  ['TEXT/HTML', true],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['application/json;q=0.9, text/html', true],
  ['application/json, text/html;q=0.1', false],
  ['application/json, text/html;q=0', false],
  ['text/html-like, application/json', false],
  ['*/*', false],
])('a GET that accepts %j is shown GraphiQL: %s', async (accept, isPage) => {
  const { send } = await startGateway();
  const response = await send('/graphql?query={__typename}', {
    headers: { accept, 'graphql-preflight': '1' },
  });

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')?.startsWith('text/html')).toBe(isPage);
});
