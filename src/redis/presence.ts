/** A replica that has not been seen for so long may be cut off, or ended. */
const ALIVE_MS = 3_500;

interface SeenReplica {
  readonly id: string;
  readonly seenMs: number;
  readonly state: string;
}

/** Which replicas hold what they hold no longer, as the script takes it. */
export interface Presence {
  /** Whether all replicas but the listed ones are gone; else the listed ones are gone. */
  readonly onlyListed: boolean;
  readonly listed: readonly string[];
  /** Redis has lost data, and not all replicas have reported again. */
  readonly isIncomplete: boolean;
  /** All replicas that may still make calls. */
  readonly known: readonly string[];
}

export const NOBODY: Presence = { onlyListed: false, listed: [], isIncomplete: true, known: [] };

/**
 * Reads the reply of the script. If as many replicas are there as there can be, all others have
 * ended. If not, one that is not there may be cut off, and go on with what it has.
 */
export function presenceOf(
  waitFor: string,
  seen: readonly unknown[],
  maxReplicas: number,
): Presence {
  const replicas: SeenReplica[] = [];
  for (let index = 0; index < seen.length; index += 3) {
    const [id, seenMs, state] = seen.slice(index, index + 3);
    replicas.push({ id: String(id), seenMs: Number(seenMs), state: String(state) });
  }
  const left = replicas.filter(({ state }) => state === 'left').map(({ id }) => id);
  const alive = replicas.filter(({ seenMs, state }) => state !== 'left' && seenMs < ALIVE_MS);
  const ready = new Set(alive.filter(({ state }) => state === 'ready').map(({ id }) => id));
  const awaited = waitFor.split(' ').filter((id) => id !== '' && !left.includes(id));
  const isComplete = awaited.every((id) => ready.has(id)) || ready.size >= maxReplicas;
  const onlyListed = alive.length >= maxReplicas;
  return {
    onlyListed,
    listed: onlyListed ? alive.map(({ id }) => id) : left,
    isIncomplete: !isComplete,
    known: replicas.filter(({ state }) => state !== 'left').map(({ id }) => id),
  };
}
