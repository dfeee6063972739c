import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { type Config, readConfig } from '../src/config/config.ts';
import { PROGRAM_DEFAULTS } from '../src/config/defaults.ts';
import { SETTINGS, type Setting } from '../src/config/settings.ts';
import { GRACE_MS } from '../src/server/drain.ts';
import { readDocument } from './support/documents.ts';
import { startNode } from './support/package.ts';

const ROOT = join(import.meta.dirname, '..');

type Env = Readonly<Record<string, string>>;

/** The settings of the program; `NODE_ENV` belongs to Node. */
const NAMES = new Set<string>([
  'NODE_ENV',
  ...SETTINGS.flatMap(({ name, secret = false }: Setting) =>
    secret ? [name, `${name}_FILE`] : name,
  ),
]);

const SECRETS: Env = {
  'cloudflare-api-token': 'a-token-of-the-gateway',
  'gateway-api-keys': 'a'.repeat(64),
};

const REDIS_URL = 'redis://:a-password@cache:6379';

/** Reads the settings of an example like the program; the secrets are in the files that it names. */
function configOf(env: Env): Config {
  expect(Object.keys(env).filter((name) => !NAMES.has(name))).toEqual([]);
  return readConfig(env, (path) => {
    const [, secret] =
      Object.entries({ ...SECRETS, 'redis-url': REDIS_URL }).find(([name]) =>
        path.endsWith(`/${name}`),
      ) ?? [];
    if (secret === undefined) throw new Error('no such file');
    return secret;
  });
}

function expectGatewayWithKeys({ host, upstream, apiKeyHashes, graphiql, introspection }: Config) {
  expect({ host, upstream, apiKeyHashes, graphiql, introspection }).toEqual({
    host: '0.0.0.0',
    upstream: {
      kind: 'cloudflare',
      baseUrl: 'https://api.cloudflare.com/client/v4',
      apiToken: SECRETS['cloudflare-api-token'],
    },
    apiKeyHashes: [SECRETS['gateway-api-keys']],
    graphiql: false,
    introspection: false,
  });
}

/** `otlp.ts` sends the last traces within five seconds. */
const STOP_SECONDS = (PROGRAM_DEFAULTS.drainDelayMs + GRACE_MS) / 1_000 + 5;

/** The smallest heap that held in `docs/operations.md`, with a reserve. */
const HEAP = '--max-old-space-size=192';

// biome-ignore lint/suspicious/noExplicitAny: an example can have any shape
function documentsOf(path: string): any[] {
  return parseAllDocuments(readDocument(path)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

function instructions(): readonly Instruction[] {
  const lines = readDocument('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const [, word = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return word === '' ? [] : [{ word, rest }];
  });
}

function rest(word: string): string {
  return instructions().findLast((each) => each.word === word)?.rest ?? '';
}

const IMAGE_ENV: Env = Object.fromEntries(
  Array.from(rest('ENV').matchAll(/(\w+)=(\S+)/g), ([, name = '', value = '']) => [name, value]),
);

describe('the examples', () => {
  test('compose requires keys, and gives time to stop', () => {
    const [{ services, secrets }] = documentsOf('examples/docker-compose/compose.yaml');
    const { environment, stop_grace_period: stop, ...gateway } = services.gateway;

    expectGatewayWithKeys(configOf({ ...IMAGE_ENV, ...environment }));
    expect(Number(/^(\d+)s$/.exec(stop)?.[1])).toBeGreaterThan(STOP_SECONDS);
    expect(gateway.secrets).toEqual(Object.keys(secrets));
    for (const name of gateway.secrets) {
      expect(Object.values(environment)).toContain(`/run/secrets/${name}`);
    }
    expect(gateway.ports).toEqual([`127.0.0.1:4000:${IMAGE_ENV['PORT']}`]);
  });

  test('Kubernetes requires keys, and gives time to stop', () => {
    const [deployment, service] = documentsOf('examples/kubernetes/gateway.yaml');
    const { spec } = deployment.spec.template;
    const [container] = spec.containers;
    const env: { name: string; value: string }[] = container.env;
    const config = configOf({
      ...IMAGE_ENV,
      ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
    });

    expectGatewayWithKeys(config);
    expect(config.redisUrl).toBe(REDIS_URL);
    expect(config.replicas).toBe(deployment.spec.replicas);
    // A rollout starts no replica beyond them.
    expect(deployment.spec.strategy.rollingUpdate.maxSurge).toBe(0);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(STOP_SECONDS);
    expect(container.lifecycle).toBeUndefined();
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(periodSeconds * failureThreshold * 1_000).toBeLessThan(config.drainDelayMs);
    expect(container.ports).toEqual([
      { name: 'http', containerPort: config.port },
      { name: 'metrics', containerPort: config.metricsPort },
    ]);
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'http' });
    expect(service.spec.selector).toEqual(deployment.spec.selector.matchLabels);
    const [mount] = container.volumeMounts;
    for (const { value } of env.filter(({ name }) => name.endsWith('_FILE'))) {
      expect(dirname(value)).toBe(mount.mountPath);
    }
  });

  test('replicas share their limits by Valkey, which refuses writes when it is full', () => {
    // Compose's own tag for "remove what the first file says" means nothing to the parser.
    const text = readDocument('examples/docker-compose/replicas.yaml').replace('!reset ', '');
    const [{ services }] = parseAllDocuments(text).map((each) => each.toJS());
    const { environment, deploy } = services.gateway;
    const { redisUrl, replicas } = configOf(environment);
    expect({ redisUrl, replicas }).toEqual({ redisUrl: REDIS_URL, replicas: deploy.replicas });

    const [valkey, service, policy] = documentsOf('examples/kubernetes/valkey.yaml');
    const [gateway] = documentsOf('examples/kubernetes/gateway.yaml');
    const [container] = valkey.spec.template.spec.containers;
    for (const command of [services.valkey.command, container.command]) {
      expect(command.join(' ')).toContain('--maxmemory-policy noeviction');
    }
    expect(service.spec.selector).toEqual(valkey.spec.selector.matchLabels);
    expect(policy.spec.podSelector).toEqual(valkey.spec.selector);
    expect(policy.spec.ingress[0].from[0].podSelector).toEqual(gateway.spec.selector);
  });

  test('the network policy allows the ports of the gateway', () => {
    const [policy] = documentsOf('examples/kubernetes/network-policy.yaml');
    const [deployment] = documentsOf('examples/kubernetes/gateway.yaml');
    const [container] = deployment.spec.template.spec.containers;
    const open = policy.spec.ingress.flatMap(({ ports }: { ports: { port: number }[] }) => ports);

    expect(open.map(({ port }: { port: number }) => port)).toEqual(
      container.ports.map(({ containerPort }: { containerPort: number }) => containerPort),
    );
    expect(policy.spec.podSelector).toEqual(deployment.spec.selector);
  });

  test('the systemd unit requires keys on loopback, and gives time to stop', () => {
    const unit = readDocument('examples/systemd/cloudflare-tokens-gateway.service');
    const all = (key: string) =>
      Array.from(unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm')), ([, value = '']) => value);
    const env = Object.fromEntries(
      all('Environment').map((each) => each.replace('%d', '/run/credentials').split('=')),
    );

    const { host, ...config } = configOf(env);
    expect(host).toBe('127.0.0.1');
    expectGatewayWithKeys({ ...config, host: '0.0.0.0' });
    expect(all('LoadCredential').map((each) => each.split(':')[0])).toEqual(Object.keys(SECRETS));
    expect(Number(all('TimeoutStopSec')[0])).toBeGreaterThan(STOP_SECONDS);
    expect(all('ExecStart')[0]?.split(' ')).toContain(HEAP);
    expect(all('MemoryMax')).toEqual(['512M']);
  });
});

describe('the Dockerfile', () => {
  const stages = new Map<string, string>();
  let image: string;

  /** Runs the steps as plain commands in a folder for each stage; `npm ci` copies the installed packages. */
  beforeAll(() => {
    let stage = '';
    for (const { word, rest } of instructions()) {
      if (word === 'FROM') {
        stage = mkdtempSync(join(tmpdir(), 'stage-'));
        stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? '', stage);
      }
      if (word === 'COPY') copy(rest, stage);
      if (word === 'RUN') {
        if (rest.startsWith('npm ci')) install(stage, rest.includes('--omit=dev'));
        else execFileSync('sh', ['-c', rest], { cwd: stage, stdio: 'pipe' });
      }
    }
    image = stage;
  });
  afterAll(() => {
    for (const stage of stages.values()) rmSync(stage, { recursive: true });
  });

  function copy(rest: string, stage: string): void {
    const [, from] = /^--from=(\w+) /.exec(rest) ?? [];
    const paths = rest.replace(/^--from=\w+ /, '').split(' ');
    const target = paths.pop() ?? '';
    const origin = from === undefined ? ROOT : (stages.get(from) ?? '');
    for (const path of paths) {
      if (from === undefined) expect(inContext(path)).toBe(true);
      const source = join(origin, path.replace(/^\/app\//, ''));
      const place = join(stage, target, target.endsWith('/') ? path : '');
      // Linked, not copied: thousands of files that do not change.
      if (path.endsWith('/node_modules')) symlinkSync(source, place);
      else cpSync(source, place, { recursive: true });
    }
  }

  test('builds a healthy program with its production dependencies alone', async () => {
    const [node = '', ...args]: string[] = JSON.parse(rest('ENTRYPOINT'));
    const [, probe = ''] = /CMD (\[.*\])$/.exec(rest('HEALTHCHECK')) ?? [];
    const env = { ...IMAGE_ENV, HOST: '127.0.0.1', PORT: '0', DRAIN_DELAY_MS: '0' };
    const program = startNode(image, args, env);
    const [, port = ''] = await program.until(/GraphQL: http:\/\/127\.0\.0\.1:(\d+)/);
    const [probeNode = '', ...probeArgs]: string[] = JSON.parse(probe);
    const check = (PORT: string) => startNode(image, probeArgs, { PORT }).exit;

    expect([node, probeNode]).toEqual(['node', 'node']);
    expect(args).toContain(HEAP);
    expect(program.output()).toContain("each caller's own credential");
    expect(await check(port)).toBe(0);
    const visit = { headers: { accept: 'text/html' } };
    expect((await fetch(`http://127.0.0.1:${port}/graphql`, visit)).status).toBe(403);
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(await check(port)).toBe(1);

    expect(readdirSync(image).sort()).toEqual(['dist', 'node_modules', 'package.json', 'schema']);
    expect(readdirSync(join(image, 'node_modules'))).not.toContain('typescript');
  });

  test('runs as an unprivileged user, on a pinned release', () => {
    expect(rest('USER')).toBe('1000:1000');
    expect(rest('ARG')).toMatch(/^NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/);
    const images = instructions().filter(({ word }) => word === 'FROM');
    for (const { rest } of images) expect(rest).toMatch(/^\$\{NODE_IMAGE\}/);
  });
});

/** Whether `.dockerignore`, which lists the files of the build context, lists the path. */
function inContext(path: string): boolean {
  const sent = readDocument('.dockerignore').split('\n');
  return sent.includes('*') && sent.includes(`!${path.replace(/^\.\//, '')}`);
}

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Installs the packages that `npm ci` would install by the lock file, from those installed here. */
function install(folder: string, omitDev: boolean): void {
  if (!omitDev) {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return;
  }
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const packages: Record<string, Locked> = JSON.parse(lock).packages;
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    if (path === '' || dev || devOptional) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
}
