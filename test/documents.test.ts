import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { SETTINGS, type Setting } from '../src/settings.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** `npm run documents` writes the tables that are made from the code, in place of checking them. */
const mayWrite = process.env['DOCUMENTS'] === 'write';

const TABLES = {
  settings: () => table(['setting', 'default', 'meaning'], SETTINGS.map(settingRow)),
} as const satisfies Readonly<Record<string, () => string>>;

test.each(Object.entries(TABLES))(
  'the README’s table of %s is made from the code',
  (name, make) => {
    const readme = read('README.md');
    const place = new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- end -->)`);
    const wanted = `\n${make()}\n\n`;
    if (mayWrite)
      writeFileSync(
        join(ROOT, 'README.md'),
        readme.replace(place, () => wanted),
      );

    const found = place.exec(read('README.md'))?.[0];
    expect(found, 'stale: npm run documents').toBe(wanted);
  },
);

function settingRow({ name, fallback, fallbackRule, meaning, secret }: Setting): string[] {
  const standard = fallback === null ? (fallbackRule ?? 'none') : `\`${fallback}\``;
  const file = secret ? ` (or in a file: \`${name}_FILE\`)` : '';
  return [`\`${name}\``, standard, meaning + file];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
