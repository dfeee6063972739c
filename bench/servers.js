/**
 * The servers to measure, and how each one starts. `scenarios` lists those in
 * which a server takes part: it can give an equal answer there, and its figure
 * is of interest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { everyField, leanFields } from './expected.js';
import { SCENARIOS } from './scenarios.js';

const CACHE_TTL_MS = 5_000;
const UPSTREAM = ['rows-20', 'rows-50', 'lean'];
const BURSTS = ['same-32', 'different-32'];
const QUESTIONS = SCENARIOS.map(({ name }) => name).filter((name) => name.startsWith('questions'));

const here = (path) => new URL(path, import.meta.url).pathname;
const node = (path) => [process.execPath, here(path)];
/** The settings of a gateway that is measured. */
const gatewayEnv = ({ port, upstreamUrl, scenario }) => ({
  PORT: port,
  UPSTREAM: 'cloudflare',
  CLOUDFLARE_BASE_URL: upstreamUrl,
  CACHE_TTL_MS: cacheTtlOf(scenario),
  DRAIN_DELAY_MS: '0',
});
const cacheTtlOf = ({ isCached, cacheTtlMs = CACHE_TTL_MS }) => String(isCached ? cacheTtlMs : 0);

/**
 * `launch({ port, upstreamUrl, scenario, folder })` returns `{ command, env, cwd }`.
 * `missing()` returns the reason why this machine cannot run the server, or null.
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
      'walk-cached',
      'entities-50',
      'credentials-10000',
      ...QUESTIONS,
    ],
    launch: (run) => ({ command: node('../dist/cli.js'), env: gatewayEnv(run) }),
  },
  {
    name: 'gateway-redis',
    title: 'this gateway with Redis',
    dialect: 'relay',
    scenarios: ['rows-20', 'repeated'],
    missing: () =>
      spawnSync('redis-server', ['--version']).status === 0 ? null : 'needs redis-server',
    launch: (run) => ({
      command: node('with-redis.js'),
      env: { ...gatewayEnv(run), REPLICAS: '1' },
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
      env: { PORT: port, UPSTREAM_URL: upstreamUrl, CACHE_TTL_MS: String(CACHE_TTL_MS) },
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
      const cache = scenario.isCached ? `@cache(maxAge: ${CACHE_TTL_MS})` : '';
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
        cache: scenario.isCached ? 'proxy_cache pages;' : '',
      });
      return { command: [NGINX, '-c', file], env: {} };
    },
  },
  {
    name: 'floor',
    title: 'node:http, undici, JSON.parse and JSON.stringify',
    dialect: 'relay',
    scenarios: UPSTREAM,
    launch: ({ port, upstreamUrl, scenario, folder }) => ({
      command: node('peers/floor.js'),
      env: { PORT: port, UPSTREAM_URL: upstreamUrl, BODY_FILE: answerFile(scenario, folder) },
    }),
  },
  {
    name: 'constant',
    title: 'node:http, constant body of the same size',
    dialect: 'relay',
    scenarios: [...UPSTREAM, 'repeated', 'same-32', 'credentials-10000'],
    launch: ({ port, scenario, folder }) => ({
      command: node('peers/constant.js'),
      env: { PORT: port, BODY_FILE: answerFile(scenario, folder) },
    }),
  },
];

const NGINX = process.env.NGINX ?? 'nginx';
const TAILCALL = process.env.TAILCALL ?? here('peers/node_modules/.bin/tailcall');

export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'gateway-bench-'));
}

/** Writes a copy of a template in which each `${name}` is replaced. */
function fill(template, file, values) {
  const text = readFileSync(here(template), 'utf8');
  writeFileSync(
    file,
    text.replace(/\$\{(\w+)\}/g, (_, name) => values[name]),
  );
  return file;
}

/** Returns null if the program runs, else the reason why it does not. */
function missingProgram(program, args, name) {
  const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return null;
  return `${name}: ${error?.message ?? stderr.trim().split('\n')[0]}`;
}

/** The right answer to the first question of a scenario. */
function answerFile({ name, questions: [{ kind, first }] }, folder) {
  const data = kind === 'every' ? everyField(first) : leanFields(first);
  const file = join(folder, `answer-${name}.json`);
  writeFileSync(file, JSON.stringify({ data }));
  return file;
}
