import type { Environment } from '../config/read-settings.ts';
import type { TableLook } from './print-table.ts';

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours are for terminals. As in Node, `FORCE_COLOR` comes before `NO_COLOR`. */
export function lookOf(stdout: OutputStream, environment: Environment): TableLook {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const isTerminal = stdout.isTTY === true;
  const isForced = FORCE_COLOR !== undefined && !OFF.includes(FORCE_COLOR);
  const isOff = OFF.includes(FORCE_COLOR ?? '') || Boolean(NO_COLOR) || TERM === 'dumb';
  return {
    isColoured: isForced || (isTerminal && !isOff),
    width: isTerminal ? (stdout.columns ?? null) : null,
  };
}

/** Values of `FORCE_COLOR` that forbid colours. */
const OFF = ['0', 'false'];
