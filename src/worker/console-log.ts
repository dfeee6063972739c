import type { Log, LogLevel } from '../model/log.ts';

const LEVELS = ['info', 'warn', 'error', 'silent'];

/** Workers' own logs: they index the fields of an object. */
export function createConsoleLog(minLevel: string): Log {
  function write(level: LogLevel, message: string, fields: object): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(minLevel)) return;
    // biome-ignore lint/suspicious/noConsole: the console is the log of a Worker
    console[level](JSON.stringify({ level, message, ...fields }));
  }
  return {
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error(message, { error, ...fields } = {}) {
      const err = error instanceof Error ? (error.stack ?? error.message) : error;
      write('error', message, { ...fields, err });
    },
  };
}
