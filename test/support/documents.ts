import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Reads a file of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * Returns the part of a document between `<!-- name -->` and `<!-- end -->`.
 * `npm run documents` first writes the generated text there, so that nobody
 * copies it by hand.
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

/** A block of code in Markdown. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
