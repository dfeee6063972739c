import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** What each part of the house may import, as `src/README.md` says; a file of `src` is a part of its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  model: ['lib'],
  pagination: ['model'],
  cloudflare: ['model', 'lib'],
  loading: ['model', 'pagination', 'lib'],
  graphql: ['model', 'pagination', 'loading'],
  execution: ['lib'],
  server: ['model', 'graphql', 'execution', 'lib', 'loading'],
  emulator: [],
  config: ['model', 'lib'],
  'gateway.ts': [
    ...['config', 'model', 'lib', 'pagination', 'cloudflare', 'loading', 'graphql', 'server'],
  ],
  'index.ts': ['gateway.ts', 'config', 'model', 'lib'],
  'cli.ts': ['gateway.ts', 'config', 'model', 'server', 'emulator'],
};

interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;

function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function arrowsOf(file: string): readonly Arrow[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  return Array.from(source.matchAll(IMPORT), ([, target = '']) => ({
    file,
    from: partOf(file),
    to: partOf(normalize(join(dirname(file), target))),
  }));
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => relative('.', file));

const arrows = files.flatMap(arrowsOf).filter(({ from, to }) => from !== to);

test('imports point in one direction', () => {
  const wrong = arrows
    .filter(({ from, to }) => !MAY_IMPORT[from]?.includes(to))
    .map(({ file, from, to }) => `src/${file}: ${from} may not import ${to}`);

  expect(wrong).toEqual([]);
  // A reader that sees no arrows would approve of anything.
  expect(arrows.length).toBeGreaterThan(50);
});

test('no files import each other in a circle', () => {
  const targets = new Map(
    files.map((file) => {
      const source = readFileSync(join(SRC, file), 'utf8');
      const paths = Array.from(source.matchAll(IMPORT), ([, target = '']) => target);
      return [file, paths.map((path) => normalize(join(dirname(file), path)))];
    }),
  );
  // A file is in no circle once it imports only such files. Types count, too.
  for (let before = Number.POSITIVE_INFINITY; targets.size < before; ) {
    before = targets.size;
    for (const [file, imported] of targets) {
      if (!imported.some((target) => targets.has(target))) targets.delete(file);
    }
  }

  expect([...targets.keys()]).toEqual([]);
});

test('the map names every part of the house', () => {
  const map = readFileSync(join(SRC, 'README.md'), 'utf8');
  for (const part of new Set(files.map(partOf))) {
    expect(Object.keys(MAY_IMPORT)).toContain(part);
    expect(map).toContain(`\`${part}`);
  }
});

test('only the injected clock tells the time', () => {
  const clocks = /\bDate\.now\b|\bDate\(\s*\)|\bnew Date\b(?!\()|\bperformance\b|\bhrtime\b/;
  const withoutClock = /^(pagination|inventory|loading|graphql|execution|cloudflare|model|lib)\//;
  const wrong = files
    .filter((file) => withoutClock.test(file))
    .filter((file) => clocks.test(readFileSync(join(SRC, file), 'utf8')));

  expect(wrong).toEqual([]);
  for (const call of ['Date.now()', 'new Date()', 'new Date', 'Date()', 'performance.now()']) {
    expect(call).toMatch(clocks);
  }
  // A date that the caller or Cloudflare sent may be read.
  expect('new Date(token.expiresOn)').not.toMatch(clocks);
});

test('only the Cloudflare client and the emulator spell a URL of the API', () => {
  const spellers = files.filter((file) =>
    /\/user\/tokens/.test(readFileSync(join(SRC, file), 'utf8')),
  );
  const elsewhere = spellers.filter((file) => !/^(cloudflare|emulator)\//.test(file));

  expect(elsewhere).toEqual([]);
  expect(spellers).toContain('cloudflare/client.ts');
});
