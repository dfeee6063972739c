import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Is part of every secret that no output may show; `.ci/run` searches that of the whole run for it. */
export const CANARY = 'c4n4ry-5f1d0c7e';

/** A secret in the form of Cloudflare's tokens: forty characters. */
export function canary(name: string): string {
  return `${CANARY}-${name}-`.padEnd(40, '0');
}

/** Leaves what a program or a log wrote where `.ci/run` searches it. */
export function keepOutput(text: string): void {
  const folder = process.env['TEST_OUTPUT'];
  if (folder) appendFileSync(join(folder, `${process.pid}.log`), `${text}\n`);
}
