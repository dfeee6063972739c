import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliCompress, constants, gzip } from 'node:zlib';

import type { GraphiQLOptions } from 'graphql-yoga';

import { loadOnce } from '../lib/load-once.ts';
import type { GraphiQLPage } from './rules/graphiql.ts';

/** The tabs of a first visit, in this order. The files are typed and tested like every operation. */
const EXAMPLES = [
  { file: 'tokens.graphql' },
  { file: 'walk-the-list.graphql', variables: { first: 10, after: null } },
  { file: 'nested-resources.graphql' },
  { file: 'usable-from-anywhere.graphql', variables: { first: 100, after: null } },
  { file: 'summary.graphql', variables: { filter: null } },
  {
    file: 'account-tokens.graphql',
    // An account of the demo. With another credential: an account of yours.
    variables: { account: 'acc00000000000000000000000000004', first: 10, after: null },
  },
  { file: 'who-am-i.graphql' },
];

/** Two levels up from here, both in a checkout (`src`) and in the package (`dist`). */
const OPERATIONS = new URL('../../schema/operations/', import.meta.url);

/** The page with all its code inline: it loads nothing. The library is loaded with the first visit. */
export async function renderPage(asksForCredential: boolean): Promise<GraphiQLPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL(await graphiqlOptions(asksForCredential));
  const bytes = Buffer.from(html);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const bodies = {
    br: loadOnce(() => toBrotli(bytes, BROTLI)),
    gzip: loadOnce(() => toGzip(bytes)),
    identity: async () => bytes,
  };
  return {
    body: (encoding) => bodies[encoding](),
    etag: (encoding) => `"${hash}-${encoding}"`,
    policy: policyOf(html),
  };
}

const toGzip = promisify(gzip);
const toBrotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);

/** The best quality would take twenty seconds for nine megabytes. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** GraphiQL's settings for a first visit. */
async function graphiqlOptions(asksForCredential: boolean): Promise<GraphiQLOptions> {
  const headers = asksForCredential
    ? JSON.stringify({ Authorization: 'Bearer <your Cloudflare API token>' }, null, 2)
    : '{}';
  const defaultTabs = await Promise.all(
    EXAMPLES.map(async ({ file, variables }) => ({
      query: await readFile(new URL(file, OPERATIONS), 'utf8'),
      variables: variables ? JSON.stringify(variables, null, 2) : null,
      headers,
    })),
  );
  return {
    title: 'Cloudflare tokens gateway',
    defaultTabs,
    headers,
    // A credential typed into the page is not stored.
    shouldPersistHeaders: false,
    credentials: 'omit',
  };
}

const SCRIPT = '<script>';
const SCRIPT_END = '</script>';

/**
 * The page may run its own inline script and no other (the hash identifies it),
 * start the editor's workers, and send requests to its own server.
 */
function policyOf(html: string): string {
  const start = html.indexOf(SCRIPT) + SCRIPT.length;
  const script = html.slice(start, html.lastIndexOf(SCRIPT_END));
  const hash = createHash('sha256').update(script).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
