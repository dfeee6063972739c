import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Lock {
  readonly packages: Record<string, Record<string, unknown>>;
}

/** Runs the check on changed copies of the lock file and of CONTRIBUTING.md. */
function check(change: (lock: Lock) => void = () => {}, edit = (guide: string) => guide) {
  const folder = mkdtempSync(join(tmpdir(), 'licences-'));
  const lock: Lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  change(lock);
  const paths = [join(folder, 'package-lock.json'), join(folder, 'CONTRIBUTING.md')] as const;
  writeFileSync(paths[0], JSON.stringify(lock));
  writeFileSync(paths[1], edit(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')));
  const script = join(ROOT, '.ci/check-licences.js');
  const { status, stderr } = spawnSync(process.execPath, [script, ...paths], { encoding: 'utf8' });
  return { status, stderr };
}

test('accepts the current licences and the table of dependencies', () => {
  expect(check()).toEqual({ status: 0, stderr: '' });
});

test.each([
  ['another licence', { license: 'Elastic-2.0' }, /graphql: licence Elastic-2.0 is not allowed/],
  ['no licence', { license: undefined }, /graphql: licence none is not allowed/],
  ['an install script', { hasInstallScript: true }, /graphql: runs a script at install/],
])('refuses a package with %s', (_name, change, problem) => {
  const { status, stderr } = check(({ packages }) => {
    Object.assign(packages['node_modules/graphql'] ?? {}, change);
  });

  expect(status).toBe(1);
  expect(stderr).toMatch(problem);
});

test.each([
  ['lacks a dependency', /^\| `jose` .*\n/m, '', /lacks \| `jose` \| MIT/],
  [
    'names a package that is no dependency',
    /^(?=\| `jose`)/m,
    '| `left-pad` | MIT | pads |\n',
    /has \| `left-pad`/,
  ],
  ['has another licence', '| `jose` | MIT |', '| `jose` | ISC |', /lacks \| `jose` \| MIT/],
  ['gives no reason', /^(\| `jose` \| MIT \|).*/m, '$1 |', /lacks \| `jose` \| MIT/],
])('refuses a CONTRIBUTING.md that %s', (_name, from, to, problem) => {
  const { status, stderr } = check(undefined, (guide) => guide.replace(from, to));

  expect(status).toBe(1);
  expect(stderr).toMatch(problem);
});
