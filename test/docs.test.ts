import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** `<!-- from file#region -->`, and the block of code below it, if it is there yet. */
const EMBEDDED = /<!-- from (\S+?)(?:#(\w+))? -->\n(?:\n```\w+\n[\s\S]*?\n```\n)?/g;
const BLOCK = /^```(\w+)$/gm;
/** In these, nothing is embedded: a person pastes them. */
const PASTED = ['sh'];

const pages = readdirSync(join(ROOT, 'docs')).filter((file) =>
  read(`docs/${file}`).match(EMBEDDED),
);

// `npx vitest run test/docs.test.ts --update` puts today's code into the pages.
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
  expect(languages.filter((language) => !PASTED.includes(language ?? ''))).toEqual([]);
});

test('there are pages to check', () => {
  expect(pages.length).toBeGreaterThanOrEqual(5);
});

function regionOf(source: string, name: string): string {
  const [, code] = new RegExp(`^// #region ${name}\n([^]*?)^// #endregion`, 'm').exec(source) ?? [];
  if (code === undefined) throw new Error(`There is no region ${name}.`);
  return code;
}
