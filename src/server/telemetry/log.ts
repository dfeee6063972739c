import { pino } from 'pino';

import type { Log } from '../../model/log.ts';

/**
 * Lines are made and written some at a time: every write costs as much as
 * several lines, and what makes lines is fast when it makes many. Errors are
 * written at once, with all before them.
 */
const LINES_AT_ONCE = 128;
const LOG_DELAY_MS = 100;

/** Where nobody reads them, lines are lost rather than kept until memory is full. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

interface Entry {
  readonly level: keyof Log;
  readonly atMs: number;
  readonly message: string;
  readonly fields: object;
}

/** One JSON object a line, on standard error: standard output is for the person. */
export function createLog(level: string): Log {
  let entries: Entry[] = [];
  let lines = '';
  let atMs = 0;

  function note(noted: keyof Log, message: string, fields: object): void {
    entries.push({ level: noted, atMs: Date.now(), message, fields });
    if (entries.length >= LINES_AT_ONCE) flush();
  }

  function flush(): void {
    const noted = entries;
    entries = [];
    lines = '';
    for (const entry of noted) print(entry);
    if (lines !== '') standardError.write(lines);
  }

  function print({ level: noted, atMs: notedMs, message, fields }: Entry): void {
    atMs = notedMs;
    try {
      logger[noted](fields, message);
    } catch {
      // Fields that cannot be printed are no reason to lose the lines behind them.
      logger[noted](message);
    }
  }

  // Before the destination is made, which writes the last it has at the same events.
  process.once('beforeExit', flush);
  process.once('exit', flush);
  setInterval(flush, LOG_DELAY_MS).unref();
  const standardError = pino.destination({ dest: 2, sync: false, maxLength: MAX_LOG_BYTES });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => isoTime(atMs),
      formatters: { level: (name) => ({ level: name }) },
    },
    {
      write(line) {
        lines += line;
      },
    },
  );
  return {
    info: (message, fields = {}) => note('info', message, fields),
    warn: (message, fields = {}) => note('warn', message, fields),
    error(message, { error, ...fields } = {}) {
      note('error', message, { ...fields, err: error });
      flush();
    },
  };
}

let latest = { atMs: 0, text: '' };

/** As pino's own, but made once for all lines of a millisecond. */
function isoTime(atMs: number): string {
  if (atMs !== latest.atMs) latest = { atMs, text: `,"time":"${new Date(atMs).toISOString()}"` };
  return latest.text;
}
