import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Frees everything that is not reachable, so that a test can see what still is. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // A WeakRef that was read keeps its object alive until the end of the turn.
  await new Promise(setImmediate);
  collect();
}
