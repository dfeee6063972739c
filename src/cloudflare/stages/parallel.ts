import { Cancellation } from '../../lib/cancellation.ts';
import type { Exchange, Reader } from '../call.ts';

/** A reading is one call for each page, all at once; where one fails, the others are given up. */
export function inParallel(exchange: Exchange): Reader {
  return async ({ caller, targets }) => {
    const { credential, stats } = caller;
    const cancellation = new Cancellation(caller.cancellation);
    try {
      const answers = await Promise.all(
        targets.map(({ path, endpoint, decode }) =>
          exchange({ path, endpoint, decode, credential, stats, cancellation, headers: {} }),
        ),
      );
      return { answers, fromCache: false };
    } catch (error) {
      cancellation.cancel(error);
      throw error;
    } finally {
      cancellation.release();
    }
  };
}
