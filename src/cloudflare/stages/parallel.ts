import { allowListeners } from '../../lib/abort.ts';
import { Failure } from '../../model/failure.ts';
import type { AbortableRead, ApiRequest, DecodedResponse, SendCall } from '../types.ts';

/** Reads all pages in parallel, one call for each. If one call fails, the others are aborted. */
export function inParallel(send: SendCall): AbortableRead {
  return async ({ options, requests }, controller) => {
    const { credential, callerId, stats } = options;
    const { signal } = controller;
    // Each call listens to the signal.
    allowListeners(signal, requests.length);
    const abort = (reason: unknown) => controller.abort(reason);
    try {
      return await Promise.all(
        requests.map(({ path, endpoint, decode, explain, recover }) =>
          send({
            path,
            endpoint,
            decode,
            explain,
            credential,
            callerId,
            stats,
            signal,
            abort,
            headers: {},
          }).catch((error: unknown) => recovered(recover, error)),
        ),
      );
    } catch (error) {
      abort(error);
      throw error;
    }
  };
}

function recovered<T>(recover: ApiRequest<T>['recover'], error: unknown): DecodedResponse<T> {
  const value = error instanceof Failure ? (recover?.(error) ?? null) : null;
  if (value === null) throw error;
  return { value, messages: [], bytes: 0 };
}
