import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../src/config/defaults.ts';
import { SETTINGS, type Setting } from '../src/config/settings.ts';
import { schema } from '../src/graphql/schema.ts';
import { ERROR_STATUSES } from '../src/server/error-status.ts';
import type { Metric } from '../src/server/telemetry/metric.ts';
import { METRICS } from '../src/server/telemetry/metrics.ts';
import { madePart, readDocument } from './support/documents.ts';
import { SOURCES } from './support/sources.ts';

const TABLES = {
  settings: () => table(['setting', 'default', 'meaning'], SETTINGS.map(settingRow)),
  metrics: () =>
    table(['metric', 'type', 'unit', 'labels', 'meaning'], Object.values(METRICS).map(metricRow)),
} as const satisfies Readonly<Record<string, () => string>>;

test.each(Object.entries(TABLES))(
  'the README’s table of %s is made from the code',
  (name, make) => {
    expect(madePart('README.md', name, make()), 'stale: npm run documents').toBe(make());
  },
);

test('the README names the default limits of a request', () => {
  const { bodyBytes, depth, aliases, directives } = DEFAULT_LIMITS;
  const { nameLength, representations } = DEFAULT_LIMITS;
  const [bytes, lexicalTokens] = [bodyBytes, DEFAULT_LIMITS.lexicalTokens].map((limit) =>
    limit.toLocaleString('en'),
  );

  expect(readDocument('README.md')).toContain(
    `${bytes} bytes, ${lexicalTokens} lexical tokens, ${depth} levels, ${aliases} aliases, ${directives} directives, ` +
      `${nameLength} characters in a name, ${representations.toLocaleString('en')} representations`,
  );
});

test('docs/lists.md names every argument of the list of tokens', () => {
  const { tokens } = schema.getQueryType()?.getFields() ?? {};
  const names = tokens?.args.map(({ name }) => name) ?? [];
  const code = readDocument('docs/lists.md').match(/`[^`\n]+`/g) ?? [];

  expect(names).toContain('first');
  expect(names.filter((name) => !code.some((text) => words(text).includes(name)))).toEqual([]);
});

const words = (text: string): readonly string[] => text.match(/\w+/g) ?? [];

test.each(['README.md', 'docs/operations.md'])('%s explains every code of an error', (path) => {
  const cells = section(readDocument(path), 'Errors').matchAll(/^\| (.*?) \|/gm);
  const explained = Array.from(cells).flatMap(([, cell = '']) => cell.match(/[A-Z_]{5,}/g) ?? []);

  expect([...explained].sort()).toEqual(Object.keys(ERROR_STATUSES).sort());
});

test('every code that the sources give an error is in the table of codes', () => {
  const spelled = SOURCES.filter(({ path }) => !path.startsWith('emulator/')).flatMap(({ text }) =>
    Array.from(text.matchAll(CODE), ([, failure, property]) => failure ?? property ?? ''),
  );

  expect(spelled.filter((code) => !Object.hasOwn(ERROR_STATUSES, code))).toEqual([]);
  expect(new Set(spelled).size).toBeGreaterThan(10);
});

/** `new Failure('CODE'`, `super('CODE'`, `httpError('CODE'`, `codedError('CODE'` or `code: 'CODE'`. */
const CODE =
  /\b(?:Failure|codedError|httpError|super)\(\s*(?:\d+,\s*)?'([A-Z][A-Z_]+)'|\bcode: '([A-Z][A-Z_]+)'/g;

/** The text from one heading to the next. */
function section(document: string, title: string): string {
  return new RegExp(`(?<=^## ${title}\n)[\\s\\S]*?(?=^## )`, 'm').exec(document)?.[0] ?? '';
}

function settingRow({ name, defaultText, defaultRule, meaning, secret }: Setting): string[] {
  const standard = defaultText === null ? (defaultRule ?? 'none') : `\`${defaultText}\``;
  const file = secret ? ` (or in a file: \`${name}_FILE\`)` : '';
  return [`\`${name}\``, standard, meaning + file];
}

function metricRow({ name, type, unit, labelNames = [], help }: Metric): string[] {
  return [`\`${name}\``, type, unit, labelNames.map((label) => `\`${label}\``).join(', '), help];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
