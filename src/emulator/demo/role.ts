import type { WireCondition } from '../wire.ts';
import type { Place, PolicyParts } from './place.ts';

/**
 * What a team has a token for. Dates are relative: the demo looks the same whenever it starts.
 * `round` makes the tokens of one role differ.
 */
export interface Role {
  /** Null: the token has no name. */
  readonly name: (place: Place) => string | null;
  /** Null: Cloudflare sends null. */
  readonly policies: (place: Place) => readonly PolicyParts[] | null;
  readonly condition?: WireCondition | null;
  /** Few teams have such a token: it comes once in three rounds. */
  readonly isRare?: true;
  /** Default: active. */
  readonly status?: string;
  readonly issuedDaysAgo: number;
  /** Null: Cloudflare sends null; not given: it sends no such field. Both mean never. */
  readonly usedMinutesAgo?: number | null;
  /** Negative: it has expired. Null and not given, as above: it never does. */
  readonly expiresInDays?: number | null;
  /** The token works only from the day of its issue on. */
  readonly hasStart?: true;
}

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** From these addresses alone. */
export const only = (...blocks: readonly string[]): WireCondition => ({
  request_ip: { in: blocks },
});
