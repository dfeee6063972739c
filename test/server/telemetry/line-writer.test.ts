import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { createLineWriter } from '../../../src/server/telemetry/line-writer.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const LINE = `${'x'.repeat(999)}\n`;
const BUFFER_BYTES = 100_000;

test('a pipe that nobody reads costs a bounded buffer; later lines are dropped whole, and counted', async () => {
  const path = join(makeFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  // A pipe that is opened for both directions waits for no reader.
  const fd = openSync(path, 'r+');
  const reader = openSync(path, 'r');
  onTestFinished(() => closeSync(reader));
  const writer = createLineWriter(fd, BUFFER_BYTES);

  for (let count = 0; count < 1_000; count++) writer.write(LINE);
  writer.writeAtExit('a mess');
  const dropped = writer.dropped();
  let rest = 1_000 - dropped;
  const buffer = Buffer.alloc(LINE.length);
  for (; rest > 0; rest--) {
    await new Promise((resolve) => setImmediate(resolve));
    expect(buffer.toString('latin1', 0, readSync(reader, buffer))).toBe(LINE);
  }
  await writer.flushed();

  expect(dropped).toBeGreaterThan(500);
  expect(dropped).toBeLessThan(1_000 - BUFFER_BYTES / LINE.length + 1);
  expect(writer.dropped()).toBe(dropped);
});

test('lines for a file keep their order, and the last ones are written at the exit', async () => {
  const path = join(makeFolder(), 'log');
  const fd = openSync(path, 'a');
  onTestFinished(() => closeSync(fd));
  const writer = createLineWriter(fd, BUFFER_BYTES);
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index}\n`);

  for (const line of lines.slice(0, -1)) writer.write(line);
  await writer.flushed();
  writer.writeAtExit(lines.at(-1) ?? '');

  expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
  expect(writer.dropped()).toBe(0);
});

test('lines for a full disk are counted as dropped', async () => {
  const fd = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(fd));
  const writer = createLineWriter(fd, BUFFER_BYTES);

  writer.write('one\ntwo\n');
  await writer.flushed();
  writer.writeAtExit('three\n');

  expect(writer.dropped()).toBe(2);
});
