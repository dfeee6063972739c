import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliCompress, constants, gzip } from 'node:zlib';

import type { GraphiQLOptions } from 'graphql-yoga';

import { loadOnce } from '../lib/load-once.ts';
import { type ExampleGroup, readExamples } from './graphiql-examples.ts';
import { createToolbar, type Toolbar } from './graphiql-toolbar.ts';
import type { GraphiQLPage } from './rules/graphiql.ts';

/** The page with all its code inline: it loads nothing. It is made with the first visit. */
export async function renderPage(asksForCredential: boolean): Promise<GraphiQLPage> {
  const groups = await readExamples();
  const toolbar = createToolbar(groups, asksForCredential);
  const graphiql = renderOnce(graphiqlOptions(groups));
  const html = withToolbar(graphiql, toolbar);
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
    policy: policyOf([toolbar.script, scriptIn(graphiql)]),
  };
}

/**
 * As CommonJS, which can be forgotten: the text of the library would stay, as source and as value,
 * and take 33 MB.
 */
function renderOnce(options: GraphiQLOptions): string {
  const require = createRequire(import.meta.url);
  const others = new Set(Object.keys(require.cache));
  const library: typeof import('@graphql-yoga/render-graphiql') = require('@graphql-yoga/render-graphiql');
  const html = library.renderGraphiQL(options);
  for (const path of Object.keys(require.cache)) {
    if (!others.has(path)) delete require.cache[path];
  }
  return html;
}

const toGzip = promisify(gzip);
const toBrotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);

/** The best quality would take twenty seconds for nine megabytes. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** GraphiQL's settings for a first visit. */
function graphiqlOptions(groups: readonly ExampleGroup[]): GraphiQLOptions {
  return {
    title: 'Cloudflare tokens gateway',
    defaultTabs: groups.flatMap(({ examples }) =>
      examples.map(({ query, variables }) => ({ query, variables })),
    ),
    defaultEditorToolsVisibility: 'variables',
    // Headers that are typed into the page are not stored.
    shouldPersistHeaders: false,
    credentials: 'omit',
  };
}

const ROOT = '<div id="root"></div>';

function withToolbar(html: string, { style, html: bar, script }: Toolbar): string {
  const content = `<style>${style}</style>${bar}${ROOT}${SCRIPT_START}${script}${SCRIPT_END}`;
  return html.replace(ROOT, () => content);
}

const SCRIPT_START = '<script>';
const SCRIPT_END = '</script>';

function scriptIn(html: string): string {
  const start = html.indexOf(SCRIPT_START) + SCRIPT_START.length;
  return html.slice(start, html.lastIndexOf(SCRIPT_END));
}

/**
 * The page may run its own inline scripts and no other (the hashes identify them),
 * start the editor's workers, and send requests to its own server.
 */
function policyOf(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => {
    const hash = createHash('sha256').update(script).digest('base64');
    return `'sha256-${hash}'`;
  });
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')} blob:`,
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
