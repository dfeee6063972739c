import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The text of a file of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * What stands in a document between `<!-- name -->` and `<!-- end -->`. With
 * `npm run documents` what was made is first written there, so that nothing is
 * copied by hand.
 */
export function madePart(path: string, name: string, made: string): string {
  const place = new RegExp(`(?<=<!-- ${name} -->\n\n)[\\s\\S]*?(?=\n\n<!-- end -->)`);
  const document = readDocument(path);
  if (process.env['DOCUMENTS'] === 'write') {
    writeFileSync(
      join(ROOT, path),
      document.replace(place, () => made),
    );
    return made;
  }
  return place.exec(document)?.[0] ?? '';
}

/** As a block of code. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
