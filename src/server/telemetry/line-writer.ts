import { fstatSync, write, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** Writes lines to an open file, pipe or terminal. It never waits and never fails. */
export interface LineWriter {
  /** Takes whole lines. They are dropped and counted if they cannot be written. */
  write(lines: string): void;
  /** Writes at once what can be written without waiting: for the end of the process. */
  writeAtExit(lines: string): void;
  /** Lines dropped so far. */
  dropped(): number;
  /** Resolves when all lines are written or dropped. */
  flushed(): Promise<void>;
}

/**
 * A pipe must never be written to by `fs.write`: if nobody reads it, the call blocks a thread, and
 * the process cannot even exit. A socket writes to pipes without blocking, but not to files.
 */
export function createLineWriter(fd: number, maxBufferedBytes: number): LineWriter {
  const send = isPipe(fd) ? sendToPipe(fd) : sendToFile(fd);
  let droppedLines = 0;
  let bufferedBytes = 0;
  let onFlushed = () => {};

  function drop(lines: string): void {
    droppedLines += countLines(lines);
  }

  return {
    write(lines) {
      const bytes = Buffer.from(lines);
      if (bufferedBytes + bytes.length > maxBufferedBytes) {
        drop(lines);
        return;
      }
      bufferedBytes += bytes.length;
      send(bytes, (error) => {
        bufferedBytes -= bytes.length;
        if (error) drop(lines);
        if (bufferedBytes === 0) onFlushed();
      });
    },
    writeAtExit(lines) {
      // Behind lines that are not written yet, it could only make a mess.
      if (bufferedBytes > 0) return;
      try {
        writeSync(fd, lines);
      } catch {
        // Nobody is left to hear of it.
      }
    },
    dropped: () => droppedLines,
    flushed: () =>
      new Promise((resolve) => {
        onFlushed = resolve;
        if (bufferedBytes === 0) resolve();
      }),
  };
}

/**
 * As big integers, because Node 20 remembers the plain numbers of the last call: if that
 * was a pipe, the next `import()` does not follow symbolic links.
 */
function isPipe(fd: number): boolean {
  const stats = fstatSync(fd, { bigint: true });
  return stats.isFIFO() || stats.isSocket();
}

/** Sends bytes, and calls back when they are written or lost. */
type Send = (bytes: Buffer, done: (error?: Error | null) => void) => void;

function sendToPipe(fd: number): Send {
  const socket = new Socket({ fd, readable: false, writable: true }).unref();
  // The reader has gone: each write hears of it, too.
  socket.on('error', () => {});
  return (bytes, done) => void socket.write(bytes, done);
}

/** One write at a time, so that lines stay in order. */
function sendToFile(fd: number): Send {
  let last: Promise<void> = Promise.resolve();
  return (bytes, done) => {
    last = last.then(() => writeAll(fd, bytes)).then(() => done(), done);
  };
}

function writeAll(fd: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (error, written) => {
      if (error) reject(error);
      else if (written < bytes.length) resolve(writeAll(fd, bytes.subarray(written)));
      else resolve();
    });
  });
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
