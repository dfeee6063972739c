/**
 * What is measured, and how it is started. `modes` says in which scenarios a
 * server takes part: those where it can give an equal answer, and where
 * measuring it tells something.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { everyField, leanFields } from './answers.js';

const KEPT_MS = 5_000;
const UPSTREAM = ['rows-20', 'rows-50', 'lean'];
const BURSTS = ['same-32', 'different-32'];

const here = (path) => new URL(path, import.meta.url).pathname;
const node = (path) => [process.execPath, here(path)];
const keptFor = ({ isKept }) => String(isKept ? KEPT_MS : 0);

/**
 * `launch({ port, upstreamUrl, scenario, folder })` returns `{ command, env }`;
 * `missing()` why this machine cannot run it, or null.
 */
export const SERVERS = [
  {
    name: 'gateway',
    title: 'this gateway',
    dialect: 'relay',
    scenarios: [
      ...UPSTREAM,
      'repeated',
      ...BURSTS,
      'walk',
      'walk-kept',
      'entities-50',
      'credentials-10000',
    ],
    launch: ({ port, upstreamUrl, scenario }) => ({
      command: node('../dist/cli.js'),
      env: {
        PORT: port,
        UPSTREAM: 'cloudflare',
        CLOUDFLARE_BASE_URL: upstreamUrl,
        CACHE_TTL_MS: keptFor(scenario),
      },
    }),
  },
  {
    name: 'yoga',
    title: 'Yoga + Pothos + fetch, written in an afternoon',
    dialect: 'relay',
    scenarios: [...UPSTREAM, ...BURSTS, 'walk'],
    launch: ({ port, upstreamUrl }) => ({
      command: node('peers/yoga.js'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl },
    }),
  },
  {
    name: 'yoga-cache',
    title: "the same with Yoga's response cache",
    dialect: 'relay',
    scenarios: ['repeated', 'credentials-10000'],
    launch: ({ port, upstreamUrl }) => ({
      command: node('peers/yoga.js'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl, CACHE_TTL_MS: String(KEPT_MS) },
    }),
  },
  {
    name: 'yoga-jit',
    title: 'the same with undici + graphql-jit',
    dialect: 'relay',
    scenarios: [...UPSTREAM, ...BURSTS],
    launch: ({ port, upstreamUrl }) => ({
      command: node('peers/yoga.js'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl, HTTP: 'undici', EXECUTE: 'jit' },
    }),
  },
  {
    name: 'mesh',
    title: 'GraphQL Mesh (OpenAPI)',
    dialect: 'openapi',
    scenarios: UPSTREAM,
    launch: ({ port, upstreamUrl }) => ({
      command: [...node('peers/node_modules/.bin/mesh'), 'start'],
      cwd: here('peers/mesh'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl },
    }),
  },
  {
    name: 'tailcall',
    title: 'Tailcall (Rust)',
    dialect: 'openapi',
    scenarios: [...UPSTREAM, 'repeated', 'same-32'],
    missing: () => missingProgram(TAILCALL, ['--version'], 'Tailcall'),
    launch({ port, upstreamUrl, scenario, folder }) {
      const cache = scenario.isKept ? `@cache(maxAge: ${KEPT_MS})` : '';
      const file = fill('peers/tailcall.template', join(folder, `tailcall-${port}.graphql`), {
        ...{ port, upstreamUrl, cache },
      });
      return {
        command: [TAILCALL, 'start', file],
        env: { TAILCALL_TRACKER: 'false', TAILCALL_LOG_LEVEL: 'error' },
      };
    },
  },
  {
    name: 'proxy',
    title: 'raw Node proxy, body passed through',
    dialect: 'rest',
    scenarios: ['rows-20', 'rows-50'],
    launch: ({ port, upstreamUrl }) => ({
      command: node('peers/proxy.js'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl },
    }),
  },
  {
    name: 'nginx',
    title: 'nginx proxy',
    dialect: 'rest',
    scenarios: ['rows-20', 'rows-50', 'repeated'],
    missing: () => missingProgram(NGINX, ['-v'], 'nginx (apt-get install nginx, or set NGINX)'),
    launch({ port, upstreamUrl, scenario, folder }) {
      const file = fill('peers/nginx.conf', join(folder, `nginx-${port}.conf`), {
        port,
        upstream: new URL(upstreamUrl).host,
        folder: join(folder, port),
        cache: scenario.isKept ? 'proxy_cache kept;' : '',
      });
      return { command: [NGINX, '-c', file], env: {} };
    },
  },
  {
    name: 'constant',
    title: 'node:http, constant body of the same size',
    dialect: 'relay',
    scenarios: [...UPSTREAM, 'repeated', 'same-32', 'credentials-10000'],
    launch({ port, scenario, folder }) {
      const [{ kind, first }] = scenario.questions;
      const data = kind === 'every' ? everyField(first) : leanFields(first);
      const file = join(folder, `constant-${scenario.name}.json`);
      writeFileSync(file, JSON.stringify({ data }));
      return { command: node('peers/constant.js'), env: { PORT: port, BODY_FILE: file } };
    },
  },
];

const NGINX = process.env.NGINX ?? 'nginx';
const TAILCALL = process.env.TAILCALL ?? here('peers/node_modules/.bin/tailcall');

export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'gateway-bench-'));
}

/** Writes a template's copy, with `${names}` replaced. */
function fill(template, file, values) {
  const text = readFileSync(here(template), 'utf8');
  writeFileSync(
    file,
    text.replace(/\$\{(\w+)\}/g, (_, name) => values[name]),
  );
  return file;
}

/** Null where the program runs; otherwise the reason why not. */
function missingProgram(program, args, name) {
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return null;
  return `${name}: ${error?.message ?? stderr.trim().split('\n')[0]}`;
}
