import { setMaxListeners } from 'node:events';

/** Node 20 warns of a leak at the eleventh listener of a signal; so many leave room for others. */
const FEW_LISTENERS = 4;

/**
 * Lets a signal have this many more listeners without a warning. Only a signal that needs it gets
 * the permission: measured, it costs as much as the signal itself.
 */
export function allowListeners(signal: AbortSignal, count: number): void {
  if (count > FEW_LISTENERS) setMaxListeners(0, signal);
}

/**
 * Returns a promise that `start` settles. If the signal is aborted first, the promise rejects with
 * `signal.reason`, and the function that `start` returned is called once, to stop the work. `start`
 * itself must not abort the signal. In every case the listener on the signal is removed.
 */
export function untilAborted<T>(
  signal: AbortSignal,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let stop: (() => void) | undefined;
    const removeListener = () => signal.removeEventListener('abort', onAbort);
    function onAbort() {
      removeListener();
      stop?.();
      reject(signal.reason);
    }
    signal.addEventListener('abort', onAbort);
    try {
      stop = start(
        (value) => {
          removeListener();
          resolve(value);
        },
        (error) => {
          removeListener();
          reject(error);
        },
      );
    } catch (error) {
      removeListener();
      throw error;
    }
  });
}
