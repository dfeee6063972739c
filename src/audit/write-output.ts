import type { Writable } from 'node:stream';

/** Writes all of the text. A reader that has gone needs no more of it; any other failure throws. */
export function writeOutput(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== 'EPIPE') reject(error);
      else resolve();
    };
    // A failure calls back and is an event, too, which would end the process.
    stream.on('error', settle);
    stream.write(text, settle);
  });
}
