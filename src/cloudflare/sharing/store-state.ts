import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../model/log.ts';

/** The contract's 50 ms: nobody waits longer for the store. */
export const MAX_WAIT_MS = 50;

/** Between two looks at whether the store is there. */
const PROBE_INTERVAL_MS = 1_000;

/** A store that is slow now and then would be away and back all the time. */
const PROBES_UNTIL_BACK = 2;

/** Whether the store answers in time. While it does not, nobody waits for it. */
export interface StoreState {
  isShared(): boolean;
  /** Resolves to the result; to null if the store fails, or takes longer than `waitMs`. */
  attempt<T>(start: () => Promise<T>, waitMs?: number): Promise<T | null>;
  close(): void;
}

export interface StoreStatePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly storeName: string;
  readonly probe: () => Promise<void>;
  /** The store is back. */
  readonly onBack: () => void;
  /** Then no timer looks whether the store is back: the next call does, once a second. */
  readonly isolatesRequests: boolean;
}

export function createStoreState(ports: StoreStatePorts): StoreState {
  const { clock, log, storeName, probe, onBack, isolatesRequests } = ports;
  let isAway = false;
  let isClosed = false;
  let successes = 0;
  let nextTryMs = 0;
  let cancelProbe = () => {};

  function leave(error: unknown): void {
    successes = 0;
    nextTryMs = clock.monotonicMs() + PROBE_INTERVAL_MS;
    if (isAway || isClosed) return;
    isAway = true;
    const reason = error instanceof Error ? causeOf(error) : `no answer within ${MAX_WAIT_MS} ms`;
    log.warn(`${storeName} is away: this replica limits calls by itself`, { reason });
  }

  function comeBack(): void {
    successes += 1;
    if (!isAway || (successes < PROBES_UNTIL_BACK && !isolatesRequests)) return;
    isAway = false;
    log.info('calls are counted together with the other replicas again');
    onBack();
  }

  function limited<T>(start: () => Promise<T>, waitMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      const giveUp = () => {
        // A caller with less time than the limit does not tell whether the store is slow.
        if (waitMs >= MAX_WAIT_MS) leave(null);
        resolve(null);
      };
      const cancel = clock.schedule(waitMs, giveUp);
      start().then(
        (result) => {
          cancel();
          if (isolatesRequests) comeBack();
          resolve(result);
        },
        (error) => {
          cancel();
          leave(error);
          resolve(null);
        },
      );
    });
  }

  async function look(): Promise<void> {
    const isThere = await limited(() => probe().then(() => true), MAX_WAIT_MS);
    if (isThere) comeBack();
    if (!isClosed) cancelProbe = clock.schedule(PROBE_INTERVAL_MS, look);
  }
  if (!isolatesRequests) cancelProbe = clock.schedule(PROBE_INTERVAL_MS, look);

  const isTried = () => !isAway || (isolatesRequests && clock.monotonicMs() >= nextTryMs);

  return {
    isShared: isTried,
    attempt: (start, waitMs = MAX_WAIT_MS) =>
      !isTried() || waitMs <= 0 ? Promise.resolve(null) : limited(start, waitMs),
    close() {
      isClosed = true;
      cancelProbe();
    },
  };
}

/** Codes of TLS: the store's certificate is of no known authority, expired, or for another name. */
const CERTIFICATE_CODE = /CERT|SIGNATURE/;

/** A message of a client may hold an address with a password: only the code of the error is safe. */
function causeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : null;
  if (typeof code === 'string' && /^[A-Z_]+$/.test(code)) {
    return CERTIFICATE_CODE.test(code) ? `its certificate is not trusted (${code})` : code;
  }
  const [, reply] = /^([A-Z]{2,}) /.exec(error.message) ?? [];
  return reply ?? error.name;
}
