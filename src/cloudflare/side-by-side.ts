import { Cancellation } from '../model/cancellation.ts';
import type { Exchange, Reader } from './exchange.ts';

/** A reading is one call for each page, all at once; where one fails, the others are given up. */
export function sideBySide(exchange: Exchange): Reader {
  return async ({ caller, targets }) => {
    const { credential, journal } = caller;
    const cancellation = new Cancellation(caller.cancellation);
    try {
      const answers = await Promise.all(
        targets.map(({ path, endpoint, decode }) =>
          exchange({ path, endpoint, decode, credential, journal, cancellation, headers: {} }),
        ),
      );
      return { answers, isKept: false };
    } catch (error) {
      cancellation.cancel(error);
      throw error;
    } finally {
      cancellation.release();
    }
  };
}
