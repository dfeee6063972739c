import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';

import { startEmulator } from '../../src/emulator/index.ts';
import { canary } from '../support/canary.ts';
import { installPacked, start } from '../support/package.ts';

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

/** Runs the packed command; `stdout` is read, closed at once, or a full disk. */
async function runCommand(args: readonly string[], stdout: 'read' | 'closed' | 'full') {
  const cli = join(folder, 'node_modules/cloudflare-tokens-gateway/dist/cli.js');
  const child = spawn(process.execPath, [cli, 'audit', ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', stdout === 'full' ? openSync('/dev/full', 'w') : 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (stdout === 'closed') child.stdout?.destroy();
  const out: string[] = [];
  const err: string[] = [];
  if (stdout === 'read') child.stdout?.on('data', (chunk) => void out.push(String(chunk)));
  child.stderr?.on('data', (chunk) => void err.push(String(chunk)));
  const [status] = await once(child, 'close');
  return { status, out: out.join(''), err: err.join('') };
}

test('the packed command prints all of a long output, and exits with its status', async () => {
  const { status, out, err } = await runCommand(['--format', 'json'], 'read');

  // The demonstration has rows that cannot be read.
  expect(status).toBe(2);
  expect(JSON.parse(out).findings.length).toBeGreaterThan(50);
  expect(err).toContain('demonstration');
});

test('a closed standard output ends it quietly', async () => {
  const { status, err } = await runCommand([], 'closed');

  // The demonstration has rows that cannot be read.
  expect(status).toBe(2);
  expect(err).not.toMatch(/EPIPE|The audit failed|at .*\.js/);
});

test('2: a full disk', async () => {
  const { status, err } = await runCommand([], 'full');

  expect(status).toBe(2);
  expect(err).toMatch(/The audit failed: .*ENOSPC/);
});

test('wrong usage exits with 2, and prints nothing on standard output', async () => {
  expect(await runCommand(['--format', 'xml'], 'read')).toMatchObject({ status: 2, out: '' });
});

test('SIGINT ends it while Cloudflare does not answer', async () => {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  upstream.injectFault({ kind: 'hang' }, 10);
  const asked = new Promise<void>((resolve) => upstream.onRequest(() => resolve()));
  const program = start(folder, ['audit'], {
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    CLOUDFLARE_API_TOKEN: canary('audit'),
  });
  await asked;

  program.signal('SIGINT');

  expect(await program.exit).not.toBe(0);
});
