import { expect, test } from 'vitest';

import {
  importCircle,
  readSource,
  SOURCES,
  type SourceFile,
  sharedNames,
  sourceFile,
} from './support/sources.ts';

/** The rules: each part of `src` (a folder, or a file at its top) and the paths that it may import. */
const RULES = rulesOf(readSource('README.md'));

/** Reads the table of folders: a part is in the first column, the paths are in the last one. */
function rulesOf(readme: string): ReadonlyMap<string, readonly string[]> {
  const rows = readme.matchAll(/^\| `([\w.-]+)\/?` \| .* \| (.*) \|$/gm);
  return new Map(
    Array.from(rows, ([, part = '', mayImport = '']) => [
      part,
      Array.from(mayImport.matchAll(/`([\w./-]+)`/g), ([, path = '']) => path),
    ]),
  );
}

function partOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function forbiddenImports({ path, imports }: SourceFile): readonly string[] {
  const part = partOf(path);
  const allowed = [part, ...(RULES.get(part) ?? [])];
  return imports
    .filter((target) => !allowed.some((each) => target === each || target.startsWith(`${each}/`)))
    .map((target) => `src/${path} may not import src/${target}`);
}

test('a file imports only what the table in src/README.md allows', () => {
  expect(SOURCES.flatMap(forbiddenImports)).toEqual([]);
  // Without imports there would be nothing to check.
  expect(SOURCES.flatMap(({ imports }) => imports).length).toBeGreaterThan(50);
});

test('an import that the table does not allow is found', () => {
  const imports = `
    import { createFetch } from './server/hosts/fetch.ts';
    import { createLog } from './server/telemetry/log.ts';
    const { openUpstream } = await import('./open-upstream.ts');`;

  expect(forbiddenImports(sourceFile('cli.ts', imports))).toEqual([
    'src/cli.ts may not import src/server/hosts/fetch.ts',
  ]);
  expect(forbiddenImports(sourceFile('lib/new.ts', "export * from '../model/log.ts'"))).toEqual([
    'src/lib/new.ts may not import src/model/log.ts',
  ]);
});

test('the table names every part of src, and no other', () => {
  const parts = new Set(SOURCES.map(({ path }) => partOf(path)));

  expect([...RULES.keys()].sort()).toEqual([...parts].sort());
});

/** The files from which the program and the package start. */
const ENTRIES = ['cli.ts', 'index.ts', 'worker.ts'];

function unusedFiles(files: readonly SourceFile[]): readonly string[] {
  const imported = new Set(files.flatMap(({ imports }) => imports));
  return files
    .map(({ path }) => path)
    .filter((path) => !imported.has(path) && !ENTRIES.includes(path));
}

test('every file is imported by another one, or is where the program or the package starts', () => {
  expect(unusedFiles(SOURCES)).toEqual([]);
  expect(unusedFiles([...SOURCES, sourceFile('cloudflare/stages/new.ts', '')])).toEqual([
    'cloudflare/stages/new.ts',
  ]);
});

test('no files import each other in a circle', () => {
  expect(importCircle(SOURCES)).toBeNull();
});

test('a circle of imports is found and named', () => {
  const files = [
    sourceFile('cli.ts', "import './a.ts';"),
    sourceFile('a.ts', "import type { B } from './lib/b.ts';"),
    sourceFile('lib/b.ts', "export { a } from '../a.ts';"),
  ];

  expect(importCircle(files)).toEqual(['a.ts', 'lib/b.ts', 'a.ts']);
});

const MODEL_AND_REF =
  'a type of the model or of the inventory, and the Pothos ref of the GraphQL type with its name';

/** The names that two files may declare, each with the reason. */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  AccountToken: MODEL_AND_REF,
  Credential: MODEL_AND_REF,
  FindingSeverity: MODEL_AND_REF,
  IpRestriction: MODEL_AND_REF,
  PermissionAccess: MODEL_AND_REF,
  PermissionGroup: MODEL_AND_REF,
  PermissionGroupMeta: MODEL_AND_REF,
  ResourceCoverage: MODEL_AND_REF,
  SortDirection: MODEL_AND_REF,
  Token: MODEL_AND_REF,
  TokenCondition: MODEL_AND_REF,
  TokenFilter: MODEL_AND_REF,
  TokenGrantFilter: MODEL_AND_REF,
  TokenOrderField: MODEL_AND_REF,
  TokenPolicy: MODEL_AND_REF,
  TokenPolicyEffect: MODEL_AND_REF,
  TokenStatus: MODEL_AND_REF,
};

test('a name is declared once, at the top level of one file', () => {
  const shared = sharedNames(SOURCES);

  const twice = Object.entries(shared)
    .filter(([name]) => !Object.hasOwn(SHARED_NAMES, name))
    .map(([name, paths]) => `${name} is declared in ${paths.join(' and ')}: rename one`);

  expect(twice).toEqual([]);
  // If a name is missing here, delete it above.
  expect(Object.keys(SHARED_NAMES).filter((name) => !Object.hasOwn(shared, name))).toEqual([]);
  for (const name of Object.keys(SHARED_NAMES)) {
    const [ref, type, ...others] = shared[name]?.map(partOf).sort() ?? [];
    expect(ref).toBe('graphql');
    expect(['inventory', 'model']).toContain(type);
    expect(others).toEqual([]);
  }
});

test('a name that is declared twice is found, for every kind of declaration', () => {
  const declarations = [
    'export async function name() {}',
    'export abstract class name {}',
    'interface name {}',
    'export type name = string;',
    'export default function name() {}',
    'const [first, name] = [1, 2];',
    'const { name } = first;',
    'export enum name {}',
  ];

  for (const text of declarations) {
    const files = [sourceFile('a.ts', 'const name = 1;'), sourceFile('b.ts', text)];
    expect(sharedNames(files)).toMatchObject({ name: ['a.ts', 'b.ts'] });
  }
  // A local variable of a function is not at the top level.
  const local = sourceFile('b.ts', 'function other() {\n  const name = 1;\n}');
  expect(sharedNames([sourceFile('a.ts', 'const name = 1;'), local])).toEqual({});
});

test('only the injected clock tells the time', () => {
  const clocks = /\bDate\.now\b|\bDate\(\s*\)|\bnew Date\b(?!\()|\bperformance\b|\bhrtime\b/;
  const withoutClock = /^(pagination|inventory|loading|graphql|execution|cloudflare|model|lib)\//;
  const wrong = SOURCES.filter(({ path }) => withoutClock.test(path))
    .filter(({ text }) => clocks.test(text))
    .map(({ path }) => path);

  // It measures for how long the event loop is blocked: a clock that stands still does not know.
  expect(wrong).toEqual(['lib/turns.ts']);
  for (const call of ['Date.now()', 'new Date()', 'new Date', 'Date()', 'performance.now()']) {
    expect(call).toMatch(clocks);
  }
  // A date that the caller or Cloudflare sent may be read.
  expect('new Date(token.expiresOn)').not.toMatch(clocks);
});

test('only the Cloudflare client and the emulator spell a URL of the API', () => {
  const withUrl = SOURCES.filter(({ text }) => /\/user\/tokens/.test(text)).map(({ path }) => path);
  const elsewhere = withUrl.filter((path) => !/^(cloudflare|emulator)\//.test(path));

  expect(elsewhere).toEqual([]);
  expect(withUrl).toContain('cloudflare/client.ts');
});
