import { setMaxListeners } from 'node:events';

/**
 * An AbortController whose signal takes any number of listeners. Up to a hundred pages of one read
 * listen to one signal, and Node 20 warns of a leak at the eleventh listener.
 */
export function createAbortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
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
