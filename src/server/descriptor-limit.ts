import { readFileSync } from 'node:fs';

/** For calls to Cloudflare, metrics, the log, and the files that the program reads. */
const RESERVED_DESCRIPTORS = 100;

const FEWEST_CONNECTIONS = 16;

/**
 * The connections that this process can hold: as many as are wanted, but not so many that no
 * descriptor is left for the rest of the program (`ulimit -n`).
 */
export function possibleConnections(maxConnections: number): number {
  const possible = Math.max(openFilesLimit() - RESERVED_DESCRIPTORS, FEWEST_CONNECTIONS);
  return Math.min(maxConnections, possible);
}

/** Infinite where the system does not say it. Node raises its own limit as far as it may. */
function openFilesLimit(): number {
  try {
    const [, limit] =
      /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
