import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { UNKNOWN_REPLICAS } from './presence-script.ts';

/** A replica that has not been seen for so long may be cut off, or ended. */
const ALIVE_MS = 3_500;

/** Stands for replicas whose keys have another format: nobody here can read what they hold. */
const OTHER_FORMAT = 'another-format';

/** Before the name of a replica that has said goodbye: it makes no more calls. */
const ENDED = '~';

interface SeenReplica {
  readonly id: string;
  readonly seenMs: number;
  readonly state: string;
}

/** What Redis says of the replicas: which have ended, as the script takes it, and what is due. */
export interface Presence {
  /** The loss for which this replica has not yet reported its calls again; 0: none. */
  readonly dueReport: number;
  /** Whether all replicas but the listed ones have ended; else the listed ones have. */
  readonly onlyListed: boolean;
  readonly listed: readonly string[];
  /** Redis has lost data, and not all replicas have reported again; or some use keys of another format. */
  readonly isIncomplete: boolean;
  /** All replicas that may still make calls, or whose calls still count. */
  readonly known: readonly string[];
}

type PresenceReply = [number, string, number, readonly unknown[], number];

export const NOBODY: Presence = {
  dueReport: 0,
  onlyListed: false,
  listed: [],
  isIncomplete: true,
  known: [],
};

/**
 * Reads the reply of the script. If as many replicas are there as there can be, all others have
 * ended. If not, one that is not there may be cut off, and go on with what it has.
 */
export function presenceOf(reply: unknown, maxReplicas: number): Presence {
  const [dueReport, waitFor, lostMs, seen, otherFormatMs] = reply as PresenceReply;
  const replicas: SeenReplica[] = [];
  for (let index = 0; index < seen.length; index += 3) {
    const [id, seenMs, state] = seen.slice(index, index + 3);
    replicas.push({ id: String(id), seenMs: Number(seenMs), state: String(state) });
  }
  const left = replicas.filter(({ state }) => state === 'left');
  const alive = replicas.filter(({ seenMs, state }) => state !== 'left' && seenMs < ALIVE_MS);
  const ready = alive.filter(({ state }) => state === 'ready');
  const reported = new Set([...ready, ...left].map(({ id }) => id));
  const areAllThere = ready.length >= maxReplicas;
  /** Calls that were lost with the data count no more. */
  const isPast = lostMs >= CALL_COUNTS_MS;
  const isSettled = (id: string) => {
    if (id === UNKNOWN_REPLICAS) return areAllThere;
    if (id.startsWith(ENDED)) return isPast;
    return reported.has(id) || (isPast && areAllThere);
  };
  const awaited = waitFor.split(' ').filter((id) => id !== '' && !isSettled(id));
  if (otherFormatMs > 0) awaited.push(OTHER_FORMAT);
  const onlyListed = alive.length >= maxReplicas;
  return {
    dueReport,
    onlyListed,
    listed: (onlyListed ? alive : left).map(({ id }) => id),
    isIncomplete: awaited.length > 0,
    known: [
      ...new Set([
        ...replicas.filter(({ state }) => state !== 'left').map(({ id }) => id),
        ...left.filter(({ seenMs }) => seenMs < CALL_COUNTS_MS).map(({ id }) => ENDED + id),
        // Redis may lose its data once more before these are back.
        ...awaited.filter((id) => id !== UNKNOWN_REPLICAS),
      ]),
    ],
  };
}
