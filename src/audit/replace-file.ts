import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole: readers see the old text or the new one, and after a failure the old one. */
export function replaceFile(path: string, text: string): void {
  // The textfile collector reads only names that end with `.prom`.
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
