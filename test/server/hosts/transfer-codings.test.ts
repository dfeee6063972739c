import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';
import { listenLikeProgram } from '../../support/http-server.ts';
import { sendBytes } from '../../support/serve.ts';

const BODY = JSON.stringify({ query: '{ tokens { totalCount } }' });
const CHUNKS = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

function request(line: string, coding: string, headers = ''): string {
  return (
    `${line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${CREDENTIALS.seven}\r\n` +
    `Connection: close\r\n${headers}Transfer-Encoding: ${coding}\r\n\r\n${CHUNKS}`
  );
}

const REQUESTS: readonly (readonly [string, string])[] = [
  ['POST /graphql', 'Content-Type: application/json\r\n'],
  ['GET /graphql', 'Accept: text/html\r\n'],
  ['OPTIONS /graphql', 'Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n'],
  ['GET /health', ''],
  ['GET /ready', ''],
  ['GET /unknown', ''],
];

describe.each(PATHS)('with %s', (_path, compiledPath) => {
  async function open() {
    const { gateway, upstream } = await startGateway({ compiledPath });
    const { origin } = await listenLikeProgram(gateway.listener);
    return { upstream, send: (bytes: string) => sendBytes(origin, bytes) };
  }

  test('a transfer coding other than chunked is refused on every path', async () => {
    const { upstream, send } = await open();

    for (const coding of [
      'gzip, chunked',
      'identity, chunked',
      'gzip\r\nTransfer-Encoding: chunked',
    ]) {
      for (const [line, headers] of REQUESTS) {
        const response = await send(request(line, coding, headers));
        expect(response, line).toMatch(/^HTTP\/1.1 400 .*BAD_REQUEST/s);
        expect(response).toContain('Transfer-Encoding');
      }
    }
    // Node's parser refuses these.
    for (const coding of ['gzip', 'chunked, gzip', 'chunked, chunked']) {
      const response = await send(
        request('POST /graphql', coding, 'Content-Type: application/json\r\n'),
      );
      expect(response).toMatch(/^HTTP\/1.1 400 /);
    }
    expect(upstream.requests).toHaveLength(0);
  });

  // Node's parser takes the empty one as none, and reads the length.
  test.each([
    ['a compressed body', 'gzip, chunked'],
    ['a body with an empty coding', `\r\nContent-Length: ${CHUNKS.length}`],
  ])('behind %s nothing is read as a request', async (_name, coding) => {
    const { send } = await open();
    const refused = request('POST /graphql', coding).replace('Connection: close\r\n', '');

    const response = await send(refused + request('GET /health', 'chunked'));

    // Node 24 refuses it itself, without a body.
    expect(response).toMatch(/^HTTP\/1.1 400 .*connection: close/is);
    expect(response.match(/HTTP\/1.1 /g)).toHaveLength(1);
  });

  test.each(['chunked', 'Chunked', ' chunked '])('the coding "%s" is read', async (coding) => {
    const { send } = await open();

    const response = await send(
      request('POST /graphql', coding, 'Content-Type: application/json\r\n'),
    );

    expect(response).toMatch(/^HTTP\/1.1 200 .*"totalCount":7/s);
  });
});
