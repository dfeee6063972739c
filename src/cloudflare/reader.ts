import type { Clock } from '../model/clock.ts';
import type { UpstreamObserver } from '../model/upstream-observer.ts';
import { type Budget, gate, spend } from './budget.ts';
import type { Exchange, Reader, Stage, Transport } from './exchange.ts';
import { join } from './join.ts';
import { judge } from './judge.ts';
import { keep } from './keep.ts';
import { observe } from './observe.ts';
import { retry } from './retry.ts';
import { sideBySide } from './side-by-side.ts';
import { timeLimit } from './time-limit.ts';
import { type TurnLimits, takeTurns } from './turns.ts';

export interface ReaderPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly observer: UpstreamObserver;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface ReaderSettings {
  /** How long one attempt may take; all attempts of a call, waits included, twice as long. */
  readonly timeoutMs: number;
  /** How long a page may be served again to the same credential; 0: not at all. */
  readonly cacheTtlMs: number;
  readonly turns: TurnLimits;
}

/**
 * Cloudflare behind all that spares it. The order is the design; each stage
 * sees less than the one before it:
 *
 * - `keep` first, so that what is in memory costs nothing;
 * - `join` next: of those who ask for what nobody has, one asks;
 * - from here on page by page. `timeLimit` is the promise to the caller, so it
 *   holds all that may wait: attempts, back-offs, queues;
 * - `retry` around the gate, so that a second attempt is counted and refused
 *   like a first;
 * - `gate` in front of the queue: who is blocked need not wait to hear it;
 * - `takeTurns`, then `spend`: what is sent is counted at the moment of sending,
 *   and a gate that has closed meanwhile is closed for those who waited too;
 * - `observe` tells metrics and traces of each call that is sent;
 * - `timeLimit` again, for one attempt, from the socket to the last byte;
 * - `judge` last: all above it see a decoded success or a named failure.
 */
export function createReader(ports: ReaderPorts, settings: ReaderSettings): Reader {
  const { transport, clock, budget, observer, random } = ports;
  const { timeoutMs, cacheTtlMs, turns } = settings;
  const exchange = stack<Exchange>(
    judge(transport, clock),
    timeLimit(clock, timeoutMs * 2),
    retry({ clock, random, withinMs: timeoutMs * 2 }),
    gate(budget),
    takeTurns(turns),
    spend(budget),
    observe(clock, observer),
    timeLimit(clock, timeoutMs),
  );
  return stack<Reader>(
    sideBySide(exchange),
    keep({ clock, ttlMs: cacheTtlMs, isScarce: budget.isScarce }),
    join(),
  );
}

/** The outermost stage stands first. */
function stack<Step>(innermost: Step, ...stages: readonly Stage<Step>[]): Step {
  return stages.reduceRight((next, stage) => stage(next), innermost);
}
