import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { readConfig } from '../../src/config/config.ts';
import { DEFAULT_LIMITS, GATEWAY_DEFAULTS, PROGRAM_DEFAULTS } from '../../src/config/defaults.ts';
import { gatewayOptionsOf } from '../../src/config/gateway-options.ts';
import { withDefaults } from '../../src/gateway.ts';
import { SOURCES } from '../support/sources.ts';

const SRC = join(import.meta.dirname, '../../src');
const sourceOf = (file: string) => readFileSync(join(SRC, file), 'utf8');

function noFile(): never {
  throw new Error('no such file');
}

const config = readConfig({ UPSTREAM: 'cloudflare' }, noFile);

test('the program and createGateway have the same defaults', () => {
  const { baseUrl } = config.upstream as { baseUrl: string };
  const ofProgram = { baseUrl, ...gatewayOptionsOf(config) };

  expect(withDefaults(ofProgram)).toEqual(withDefaults({}));
  // Each default of createGateway is a setting of the program, too, but for the last one.
  expect([...Object.keys(ofProgram), 'compiledPath'].sort()).toEqual(
    Object.keys(GATEWAY_DEFAULTS).sort(),
  );
});

test('every default is read outside of the settings', () => {
  // A declaration, such as `readonly depth: number`, reads nothing.
  const text = SOURCES.filter(({ path }) => !path.startsWith('config/'))
    .map((source) =>
      source.text.replace(/^ *readonly \w+\??:/gm, '').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
    )
    .join('\n');
  const names = [GATEWAY_DEFAULTS, DEFAULT_LIMITS, GATEWAY_DEFAULTS.documents].flatMap((each) =>
    Object.keys(each),
  );

  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test('an option that is undefined has its default', () => {
  const given = { upstreamTimeoutMs: undefined, limits: undefined } as unknown as {
    upstreamTimeoutMs: number;
  };

  expect(withDefaults(given)).toEqual(withDefaults({}));
});

test('the program’s own defaults are those of its settings', () => {
  expect({ ...config, ...config.connections }).toMatchObject(PROGRAM_DEFAULTS);
});

test('settings write down no default of their own', () => {
  const written = sourceOf('config/settings.ts').matchAll(/\bdefaultText: (.*),$/gm);
  const defaults = Array.from(written, ([, value = '']) => value);

  expect(defaults).toHaveLength(sourceOf('config/settings.ts').match(/\bname: '/g)?.length ?? 0);
  expect(
    defaults.filter((value) => !/^(null$|.*\b(GATEWAY|PROGRAM)_DEFAULTS\.)/.test(value)),
  ).toEqual([]);
});

const NAMES = [
  GATEWAY_DEFAULTS,
  GATEWAY_DEFAULTS.limits,
  GATEWAY_DEFAULTS.documents,
  PROGRAM_DEFAULTS,
].flatMap((defaults) => Object.keys(defaults));

/** `upstreamTimeoutMs = 10_000` or `options.upstreamTimeoutMs ?? 10_000`. */
const LITERAL_DEFAULT = new RegExp(
  `\\b(${NAMES.join('|')}) *(=|\\?\\?|\\|\\|) *(\\d|['"[{]|true\\b|false\\b)`,
);

test.each(['gateway.ts', 'cli.ts', 'config/config.ts', 'config/gateway-options.ts'])(
  '%s gives no option a second default',
  (file) => {
    const lines = sourceOf(file).split('\n');

    expect(lines.filter((line) => LITERAL_DEFAULT.test(line))).toEqual([]);
  },
);

/** A number that is no index or start of a count, or a switch. Other values are too short to be sure. */
const SECOND_DEFAULT = new RegExp(
  `\\b(${NAMES.join('|')}) *(=|\\?\\?|\\|\\|) *(\\d[\\d_]|true\\b|false\\b)`,
);

test('no other file gives an option a second default', () => {
  const lines = SOURCES.filter(({ path }) => path !== 'config/defaults.ts').flatMap(
    ({ path, text }) => text.split('\n').map((line) => `${path}: ${line.trim()}`),
  );

  expect(lines.filter((line) => SECOND_DEFAULT.test(line))).toEqual([]);
  for (const line of [
    'depth = 16',
    'limits.depth ?? 16',
    'upstreamTimeoutMs = 10_000',
    'graphiql = true',
  ]) {
    expect(line).toMatch(SECOND_DEFAULT);
  }
});

test('the comments on createGateway’s options name the right defaults', () => {
  const comments = sourceOf('gateway.ts').matchAll(
    /Default: ([\w,]+)\.\s[\s*]*\*\/\s+readonly (\w+)\?/g,
  );
  const named = Array.from(comments, ([, value = '', name = '']) => [name, value]);
  const printed = new Map(
    Object.entries(GATEWAY_DEFAULTS).map(([name, value]) => [
      name,
      Array.isArray(value) ? 'none' : value.toLocaleString('en'),
    ]),
  );

  expect(named.length).toBeGreaterThan(5);
  expect(named).toEqual(named.map(([name = '']) => [name, printed.get(name)]));
});
