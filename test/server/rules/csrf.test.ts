import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { codeOf, startGateway } from '../../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const QUERY = `query=${encodeURIComponent(COUNT)}`;
const BODY = JSON.stringify({ query: COUNT });
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('a request that a page of any site may send without a preflight', () => {
  test.each([
    ['GET', undefined],
    ['POST', 'text/plain'],
    ['POST', 'text/plain;charset=UTF-8'],
    ['POST', 'application/x-www-form-urlencoded'],
    ['POST', 'Multipart/Form-Data; boundary=x'],
    ['POST', ''],
    ['POST', 'text/plain; application/json'],
    ['POST', 'text/plain, application/json'],
    ['POST', 'text/plain;charset=application/json'],
    ['POST', 'TEXT/PLAIN'],
    ['POST', '  text/plain'],
    ['POST', 'multipart/form-data; boundary=application/json'],
    ['POST', 'application/x-www-form-urlencoded; charset=utf-8'],
  ])('is refused: %s with the type %j', async (method, type) => {
    const { send, upstream } = await startGateway();
    const headers = { ...AUTHORIZATION, ...(type !== undefined && { 'content-type': type }) };
    const init = method === 'GET' ? { headers } : { method, headers, body: BODY };

    const response = await send(method === 'GET' ? `/graphql?${QUERY}` : '/graphql', init);

    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe('PREFLIGHT_REQUIRED');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([
    '/graphql/',
    '/graphql//',
    '//graphql',
    '//evil.example/graphql',
    '/x/graphql',
    '/GraphQL',
    '/graphql;x',
    '/graphql%2f',
    '/%2e%2e/x',
    '/health/graphql',
  ])('is not executed under another path: %s', async (path) => {
    const { send, upstream } = await startGateway({ demoToken: DEMO_CREDENTIAL });

    for (const search of [QUERY, `${QUERY}&x=/graphql`, `${QUERY}#/graphql`]) {
      expect((await send(`${path}?${search}`)).status).toBe(404);
      expect((await send(`${path}?${search}`, { headers: BROWSER })).status).toBe(404);
    }
    const body = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: BODY };
    expect((await send(path, body)).status).toBe(404);
    expect(upstream.requests).toHaveLength(0);
  });

  test('is refused as HEAD; a browser’s visit shows GraphiQL and executes nothing', async () => {
    const { send, upstream } = await startGateway({ demoToken: DEMO_CREDENTIAL });

    expect((await send(`/graphql?${QUERY}`, { method: 'HEAD' })).status).toBe(403);
    const page = await send(`/graphql?${QUERY}`, { headers: BROWSER });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).not.toContain('"data":{"tokens"');
    expect(upstream.requests).toHaveLength(0);
  });
});

test.each(['graphql-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'])(
  'a GET is executed if it has the header %s',
  async (name) => {
    const { send } = await startGateway();

    const response = await send(`/graphql?${QUERY}`, {
      headers: { ...AUTHORIZATION, accept: 'application/json', [name]: '1' },
    });

    expect(JSON.parse(await response.text())).toEqual({ data: { tokens: { totalCount: 7 } } });
  },
);
