import { pino } from 'pino';

import type { Log } from './model/log.ts';

/** Lines are written some at a time, since every write costs as much as several lines; errors at once. */
const LOG_CHUNK_BYTES = 12_288;
const LOG_DELAY_MS = 100;

/** Where nobody reads them, lines are lost rather than kept until memory is full. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** One JSON object a line, on standard error: standard output is for the person. */
export function createLog(level: string): Log {
  const standardError = pino.destination({
    dest: 2,
    sync: false,
    minLength: LOG_CHUNK_BYTES,
    maxLength: MAX_LOG_BYTES,
    periodicFlush: LOG_DELAY_MS,
  });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    standardError,
  );
  return {
    info: (message, fields) => logger.info(fields, message),
    warn: (message, fields) => logger.warn(fields, message),
    error(message, { error, ...fields } = {}) {
      logger.error({ ...fields, err: error }, message);
      standardError.flush();
    },
  };
}

let latest = { atMs: 0, text: '' };

/** As pino's own, but made once for all lines of a millisecond. */
function isoTime(): string {
  const atMs = Date.now();
  if (atMs !== latest.atMs) latest = { atMs, text: `,"time":"${new Date(atMs).toISOString()}"` };
  return latest.text;
}
