import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const SRC = join(import.meta.dirname, '../../src');

export interface SourceFile {
  /** Relative to `src`. */
  readonly path: string;
  readonly text: string;
  /** The files that it imports from or exports again, types included. */
  readonly imports: readonly string[];
  /** The names that it declares at the top level. */
  readonly declarations: readonly string[];
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g;
const DECLARATION =
  /^(?:export )?(?:(?:default |declare |abstract |async )*(?:function\*?|class|interface|type|const|let|enum) (\w+)|(?:const|let) ([[{][^=]*[\]}]))/gm;

/** The files of `src`. */
export const SOURCES: readonly SourceFile[] = readdirSync(SRC, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.ts'))
  .map((path) => sourceFile(path, readFileSync(join(SRC, path), 'utf8')));

/** Reads a file of `src`, such as its README. */
export function readSource(path: string): string {
  return readFileSync(join(SRC, path), 'utf8');
}

export function sourceFile(path: string, text: string): SourceFile {
  return {
    path,
    text,
    imports: Array.from(text.matchAll(IMPORT), ([, target = '']) =>
      normalize(join(dirname(path), target)),
    ),
    // Destructuring declares several names: `const [a, b] = …`.
    declarations: Array.from(text.matchAll(DECLARATION), ([, name, pattern = '']) =>
      name === undefined ? Array.from(pattern.matchAll(/\w+/g), String) : [name],
    ).flat(),
  };
}

/** A circle of imports, as the paths from a file back to itself; null if there is none. */
export function importCircle(files: readonly SourceFile[]): readonly string[] | null {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const visited = new Set<string>();

  function search(path: string, trail: readonly string[]): readonly string[] | null {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (visited.has(path)) return null;
    for (const target of importsOf.get(path) ?? []) {
      const circle = search(target, [...trail, path]);
      if (circle !== null) return circle;
    }
    visited.add(path);
    return null;
  }

  for (const { path } of files) {
    const circle = search(path, []);
    if (circle !== null) return circle;
  }
  return null;
}

/** The paths of the files that declare a name which another file, or the same one, declares, too. */
export function sharedNames(
  files: readonly SourceFile[],
): Readonly<Record<string, readonly string[]>> {
  const pathsOf = new Map<string, string[]>();
  for (const { path, declarations } of files) {
    for (const name of declarations) pathsOf.set(name, [...(pathsOf.get(name) ?? []), path]);
  }
  return Object.fromEntries([...pathsOf].filter(([, paths]) => paths.length > 1));
}
