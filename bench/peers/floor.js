/**
 * The least work of a gateway in Node: it calls upstream with undici, parses the page, and writes an
 * answer of the right size with `JSON.stringify`. It reads no query, checks no row and limits nothing.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { Pool } from 'undici';

const upstream = new URL(process.env.UPSTREAM_URL);
const pool = new Pool(upstream.origin, { connections: 32 });
const answer = JSON.parse(readFileSync(process.env.BODY_FILE, 'utf8'));

createServer(async (request, response) => {
  const { variables } = JSON.parse(await textOf(request));
  const path = `${upstream.pathname}/user/tokens?page=1&per_page=${variables.first}&direction=asc`;
  const { authorization } = request.headers;
  const page = await pool.request({ method: 'GET', path, headers: { authorization } });
  JSON.parse(await textOf(page.body));
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');

function textOf(stream) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString()));
    stream.on('error', reject);
  });
}
