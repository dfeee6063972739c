import { setMaxListeners } from 'node:events';

import { linkTo } from '../model/linked-controller.ts';
import type { Exchange, Reader } from './exchange.ts';

/** A reading is one call for each page, all at once; where one fails, the others are given up. */
export function sideBySide(exchange: Exchange): Reader {
  return async ({ caller, targets }) => {
    const { credential, journal } = caller;
    const together = linkTo(caller.signal);
    const { signal } = together;
    // Every page listens; a hundred of them are no leak.
    setMaxListeners(0, signal);
    try {
      const answers = await Promise.all(
        targets.map((target) => exchange({ ...target, credential, journal, signal, headers: {} })),
      );
      return { answers, isKept: false };
    } catch (error) {
      together.abort(error);
      throw error;
    } finally {
      together.unlink();
    }
  };
}
