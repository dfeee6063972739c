import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Matches `<!-- from file#region -->`, and the code block below it if there is one. */
const EMBEDDED = /<!-- from (\S+?)(?:#(\w+))? -->\n(?:\n```\w+\n[\s\S]*?\n```\n)?/g;
const BLOCK = /^```(\w+)$/gm;
/** Code blocks in these languages are written by hand: commands that a person pastes. */
const WRITTEN_BY_HAND = ['sh'];

const pages = readdirSync(join(ROOT, 'docs')).filter((file) =>
  read(`docs/${file}`).match(EMBEDDED),
);

// `npx vitest run test/docs-code.test.ts --update` copies the current code into the pages.
test.each(pages)('%s shows the code that the tests run', async (page) => {
  const text = read(`docs/${page}`);

  const embedded = text.replace(EMBEDDED, (_block, file: string, region?: string) => {
    const code = region === undefined ? read(file) : regionOf(read(file), region);
    return `<!-- from ${file}${region ? `#${region}` : ''} -->\n\n\`\`\`${extname(file).slice(1)}\n${code.trim()}\n\`\`\`\n`;
  });

  await expect(embedded).toMatchFileSnapshot(join(ROOT, 'docs', page));
});

test.each(pages)('%s has no other code', (page) => {
  const unembedded = read(`docs/${page}`).replace(EMBEDDED, '');

  const languages = Array.from(unembedded.matchAll(BLOCK), ([, language]) => language);
  expect(languages.filter((language) => !WRITTEN_BY_HAND.includes(language ?? ''))).toEqual([]);
});

test('finds at least five pages', () => {
  expect(pages.length).toBeGreaterThanOrEqual(5);
});

function regionOf(source: string, name: string): string {
  const [, code] = new RegExp(`^// #region ${name}\n([^]*?)^// #endregion`, 'm').exec(source) ?? [];
  if (code === undefined) throw new Error(`There is no region ${name}.`);
  return code;
}
