import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

import { keepOutput } from './canary.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/**
 * Unpacks the package into an empty folder. Only its declared dependencies are
 * linked there, so an undeclared one is missing.
 */
export async function installPacked(): Promise<string> {
  archive ??= pack();
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  const target = join(folder, 'node_modules/cloudflare-tokens-gateway');
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', await archive, '-C', target, '--strip-components=1']);

  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return folder;
}

/** Packing compiles everything, so the test files of one worker share the archive. */
let archive: Promise<string> | undefined;

/** Packs the package as npm publishes it. */
async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: copyOfSources(),
  });
  return join(folder, /"filename":\s*"([^"]+)"/.exec(stdout)?.[1] ?? '');
}

/** Packing builds `dist/` first. Other tests run at the same time, so it happens in a copy. */
function copyOfSources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const name of readdirSync(ROOT)) {
    if (!NOT_COPIED.has(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

const NOT_COPIED = new Set([
  '.git',
  'bench',
  'coverage',
  'dist',
  'examples',
  'node_modules',
  'test',
]);

export interface Program {
  readonly pid: number;
  /** All output so far, of both streams. */
  readonly output: () => string;
  /** Waits until the output matches. Throws if the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** The exit code. */
  readonly exit: Promise<number | null>;
}

export const DIST = './node_modules/cloudflare-tokens-gateway/dist';

/** Starts the packed program in this folder, with these settings only. It stops without a delay. */
export function start(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  options: StartOptions = {},
): Program {
  return startNode(folder, [`${DIST}/cli.js`, ...args], { DRAIN_DELAY_MS: '0', ...env }, options);
}

/** Starts the emulator in its own process. It prints its address. */
export function startUpstream(folder: string): Program {
  const script = `
    import { startEmulator } from '${DIST}/emulator/index.js';
    console.log('upstream', (await startEmulator()).baseUrl);`;
  return startNode(folder, ['--input-type=module', '-e', script], {});
}

export interface StartOptions {
  readonly stderr?: StandardError;
  /** The limit of open files. */
  readonly maxFiles?: number;
}

/** Where standard error goes: read by the test, to a full disk, to a pipe that is closed, or to one that nobody reads. */
export type StandardError = 'read' | 'full' | 'closed' | 'unread';

/** Starts Node with PATH and this environment only. The process ends with the test. */
export function startNode(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { stderr = 'read', maxFiles }: StartOptions = {},
): Program {
  const limited = maxFiles === undefined ? '' : `ulimit -n ${maxFiles} && `;
  const child = spawn('sh', ['-c', `${limited}exec "$0" "$@"`, process.execPath, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', stderr === 'full' ? openSync('/dev/full', 'w') : 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (stderr === 'closed') child.stderr?.destroy();

  let written = '';
  // 'exit', where 'close' would wait for a pipe that nobody reads.
  const exit = once(child, stderr === 'read' ? 'close' : 'exit').then(([code]) => {
    keepOutput(written);
    return code as number | null;
  });
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, stderr === 'read' ? child.stderr : null]) {
    stream?.on('data', (chunk) => {
      written += chunk;
      for (const listener of listeners) listener();
    });
  }
  return {
    pid: child.pid ?? 0,
    output: () => written,
    exit,
    signal: (name) => void child.kill(name),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(written);
          if (match) resolve(match);
        };
        listeners.add(look);
        look();
        exit.then(() => reject(new Error(`ended before ${pattern}: ${written}`)));
      }),
  };
}
