import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of every secret that no output may show. `.ci/run` searches the output of all tests for it. */
export const CANARY = 'c4n4ry-5f1d0c7e';

/** A secret of forty characters, the form of Cloudflare's tokens. */
export function canary(name: string): string {
  return `${CANARY}-${name}-`.padEnd(40, '0');
}

/** Saves the output of a program or a log, so that `.ci/run` can search it. */
export function keepOutput(text: string): void {
  const folder = process.env['TEST_OUTPUT'];
  if (folder) appendFileSync(join(folder, `${process.pid}.log`), `${text}\n`);
}
