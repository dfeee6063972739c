import { createTestClock, type TestClock } from '../clock.ts';

/** Turns of the event loop without a sign of activity, after which everything that is in flight waits for a page that is held back. */
const QUIET_TURNS = 40;

/** The time of a schedule, and the story of it. */
export interface World {
  readonly clock: TestClock;
  /** The number of the action of the schedule that is under way. */
  action: number;
  /** Events are ordered by ticks, however close they are. */
  tick(): number;
  ms(): number;
  tell(line: string): void;
  story(): string;
  noteActivity(): void;
  /** Waits until nothing happens any more by itself. */
  settle(isIdle: () => boolean): Promise<void>;
  /** Begins a new story. */
  clear(): void;
}

export function createWorld(): World {
  const clock = createTestClock();
  let ticks = 0;
  let activity = 0;
  let lines: string[] = [];
  const world: World = {
    clock,
    action: 0,
    tick() {
      ticks += 1;
      return ticks;
    },
    ms: () => clock.elapsedMs(),
    tell: (line) => void lines.push(line),
    story: () => lines.join('\n'),
    noteActivity() {
      activity += 1;
    },
    async settle(isIdle) {
      for (let quiet = 0; quiet < QUIET_TURNS && !isIdle(); ) {
        const before = activity;
        await new Promise(setImmediate);
        quiet = activity === before ? quiet + 1 : 0;
      }
    },
    clear() {
      lines = [];
      world.action = 0;
    },
  };
  return world;
}
