/**
 * Serves Cloudflare's list as fast as possible: it serializes each page once
 * and sends the same bytes from then on. It counts the calls.
 */
import { createServer } from 'node:http';

import { countIn, TOKENS, tokensOf } from './tokens.js';

const PATH = '/client/v4/user/tokens';
const ACCOUNT_PATH = /^\/client\/v4\/accounts\/(\w{32})\/tokens$/;

/** The headers that were observed on api.cloudflare.com. */
const HEADERS = {
  'content-type': 'application/json',
  server: 'cloudflare',
  'cf-ray': '8f00000000000000-FRA',
  'cf-cache-status': 'DYNAMIC',
  'cache-control': 'no-store, no-cache, must-revalidate, post-check=0, pre-check=0',
  pragma: 'no-cache',
  expires: 'Sun, 25 Jan 1981 05:00:00 GMT',
  'x-content-type-options': 'nosniff',
  vary: 'Accept-Encoding',
};

const responses = new Map();
let calls = 0;

const server = createServer((request, response) => {
  calls += 1;
  if (!request.headers.authorization?.startsWith('Bearer ')) {
    response.writeHead(400, HEADERS).end('{"success":false,"errors":[],"messages":[]}');
    return;
  }
  let known = responses.get(request.url);
  if (known === undefined) {
    known = responseTo(new URL(request.url, 'http://upstream'));
    responses.set(request.url, known);
  }
  response.writeHead(known.status, known.headers).end(known.body);
});
server.keepAliveTimeout = 120_000;

process.on('message', () => process.send({ calls }));
process.on('disconnect', () => process.exit());
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send({ ready: true }));

function responseTo({ pathname, searchParams }) {
  if (pathname === PATH) return page(TOKENS, searchParams);
  const [, account] = ACCOUNT_PATH.exec(pathname) ?? [];
  if (account !== undefined) return page(tokensOf(countIn(account)), searchParams);
  const found = TOKENS.find(({ id }) => pathname === `${PATH}/${id}`);
  if (found === undefined) return serialize(404, { ...failure(1001, 'not found'), result: null });
  return serialize(200, { result: found, success: true, errors: [], messages: [] });
}

function page(tokens, query) {
  const number = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? 20);
  if (!(number >= 1 && perPage >= 5 && perPage <= 50)) return serialize(400, failure(1002, 'page'));
  const rows = query.get('direction') === 'desc' ? tokens.toReversed() : tokens;
  const result = rows.slice((number - 1) * perPage, number * perPage);
  return serialize(200, {
    result,
    success: true,
    errors: [],
    messages: [],
    result_info: {
      page: number,
      per_page: perPage,
      total_pages: Math.ceil(rows.length / perPage),
      count: result.length,
      total_count: rows.length,
    },
  });
}

function failure(code, message) {
  return { success: false, errors: [{ code, message }], messages: [] };
}

function serialize(status, value) {
  const body = Buffer.from(JSON.stringify(value));
  return { status, body, headers: { ...HEADERS, 'content-length': body.length } };
}
