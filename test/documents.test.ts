import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS, type Setting } from '../src/config/settings.ts';
import { METRICS, type Metric } from '../src/server/telemetry/metrics.ts';
import { madePart, readDocument } from './support/documents.ts';

const ROOT = join(import.meta.dirname, '..');

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

/** Quoted words in capitals in the sources that are not codes of errors. */
const OTHER_WORDS =
  /^(ACCOUNT|ACTIVE|ALLOW|DISABLED|EXPIRED|NOT_FOUND|OPTIONS|ORDERS|OTHER|REVOKED|SELECTS|EARLIER_PAGE|OTHER_SIZE|SIGINT|SIGTERM|START|UNKNOWN|WORKER_SCRIPT|ERR_JOSE_GENERIC|REQUEST_ENTITY_TOO_LARGE|Z_BUF_ERROR)$/;

/** Codes of errors that graphql-js and Yoga make; the sources do not spell them. */
const LIBRARY_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
];

test.each(['README.md', 'docs/operations.md'])('%s explains every code of an error', (path) => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^(model|cloudflare|graphql|server)\/.*\.ts$/.test(file))
    .map((file) => readDocument(`src/${file}`));
  const spelled = sources.flatMap((source) =>
    Array.from(source.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g), ([, word = '']) => word),
  );
  const codes = new Set(spelled.filter((word) => word.length > 4 && !OTHER_WORDS.test(word)));
  const cells = section(readDocument(path), 'Errors').matchAll(/^\| (.*?) \|/gm);
  const explained = Array.from(cells).flatMap(([, cell = '']) => cell.match(/[A-Z_]{5,}/g) ?? []);

  expect([...explained].sort()).toEqual([...new Set([...codes, ...LIBRARY_CODES])].sort());
});

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
