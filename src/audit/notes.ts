import type { Writable } from 'node:stream';
import { plainText } from '../lib/plain-text.ts';

export interface Notes {
  /** One line for the person who runs the audit. */
  say(text: string): void;
  /** Shows how far a list is read, on a terminal only; the next line takes its place. */
  progress(text: string): void;
}

export interface Terminal extends Writable {
  readonly isTTY?: boolean;
}

const CLEAR_LINE = '\r\x1b[K';

/** Notes are on standard error. If it cannot be written, the exit status has to say it. */
export function createNotes(stderr: Terminal): Notes {
  let isInProgress = false;
  stderr.on('error', () => {});
  return {
    say(text) {
      const lines = text.split('\n').map(plainText).join('\n');
      stderr.write(`${isInProgress ? CLEAR_LINE : ''}${lines}\n`);
      isInProgress = false;
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      stderr.write(`${CLEAR_LINE}${text}`);
      isInProgress = true;
    },
  };
}
