import fc from 'fast-check';

import type { ClientPlan } from './oracle.ts';
import type { Hold } from './upstream.ts';

/** A position in a list: beside the last row that a client has seen, or anywhere (from 0 to 1). */
export type Place =
  | { readonly client: number; readonly offset: number }
  | { readonly part: number };

export type Action =
  | { readonly do: 'create'; readonly list: number; readonly at: Place; readonly count: number }
  | { readonly do: 'delete'; readonly list: number; readonly at: Place; readonly count: number }
  | { readonly do: 'move'; readonly list: number; readonly at: Place; readonly to: Place }
  | { readonly do: 'advance'; readonly ms: number }
  /** A client takes the next step of its walk, or the first step of a new one. */
  | {
      readonly do: 'step';
      readonly client: number;
      readonly gateway: number;
      readonly bypassCache: boolean;
      readonly hold: Hold | null;
    }
  /** A page is sent, with the whole of its action or alone. Pages that gateways then request may be held back again. */
  | {
      readonly do: 'release';
      readonly which: number;
      readonly isWhole: boolean;
      readonly hold: Hold | null;
    };

/** What the pages of a list say as its total: its length, nothing, or so many rows more or fewer. */
export type StatedTotal = 'RIGHT' | 'NONE' | number;

export interface Schedule {
  readonly isCaching: boolean;
  readonly total: StatedTotal;
  /** How many rows the list of each credential has at first. */
  readonly counts: readonly [number, number];
  readonly clients: readonly ClientPlan[];
  readonly actions: readonly Action[];
}

export const MAX_CLIENTS = 4;
export const CACHE_TTL_MS = 5_000;

/** Short lists and long ones: most users have fewer than 50 tokens, and some lists need three pages. */
const count = fc.oneof(
  { weight: 1, arbitrary: fc.nat(8) },
  { weight: 4, arbitrary: fc.integer({ min: 9, max: 60 }) },
  { weight: 3, arbitrary: fc.integer({ min: 61, max: 130 }) },
);
const size = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 4, arbitrary: fc.integer({ min: 5, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 21, max: 60 }) },
);
/** At most the rows that the gateway may take for new ones beside a cursor. */
const few = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 6, max: 20 }) },
);
/** The second credential, or the second gateway. */
const rarelyTheOther = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(1) },
);
const client = fc.nat(MAX_CLIENTS - 1);
const place: fc.Arbitrary<Place> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ client, offset: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ client, offset: fc.integer({ min: -4, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constantFrom({ part: 0 }, { part: 1 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 16 }).map((part) => ({ part: part / 16 })) },
);
const hold = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom<Hold>('AT_ARRIVAL', 'AT_RELEASE') },
);
const often = (weight: number) =>
  fc.oneof({ weight, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const plan: fc.Arbitrary<ClientPlan> = fc.record({
  credential: rarelyTheOther,
  size,
  way: fc.constantFrom('FORWARD', 'BACKWARD'),
  direction: fc.oneof(
    { weight: 4, arbitrary: fc.constant('ASC' as const) },
    { weight: 1, arbitrary: fc.constant('DESC' as const) },
  ),
});

/** Clients that walk alike share pages, and calls in flight. */
const clients = fc.oneof(
  fc.array(plan, { minLength: MAX_CLIENTS, maxLength: MAX_CLIENTS }),
  plan.map((each) => Array.from({ length: MAX_CLIENTS }, () => each)),
);

const change: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('create', 'delete'),
      list: rarelyTheOther,
      at: place,
      count: few,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('create', 'delete'),
      list: rarelyTheOther,
      at: place,
      count: fc.constant(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('move'), list: rarelyTheOther, at: place, to: place }),
  },
);

const step: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('step'),
  client,
  gateway: rarelyTheOther,
  bypassCache: often(3),
  hold,
});

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 9, arbitrary: step },
  { weight: 8, arbitrary: change },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance'),
      ms: fc.constantFrom(1, 500, 2_600, 4_999, 5_000, 60_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('release'),
      which: fc.nat(3),
      isWhole: often(1),
      hold,
    }),
  },
);

/** A call of one client is late, and another client overtakes it. */
const overtaking: fc.Arbitrary<readonly Action[]> = fc
  .record({ late: client, fast: client, gateway: rarelyTheOther, bypassCache: often(1), change })
  .map(({ late, fast, gateway, bypassCache, change }) => {
    const stepOf = (client: number, bypassCache: boolean, hold: Hold | null): Action => ({
      do: 'step',
      client,
      gateway,
      bypassCache,
      hold,
    });
    return [
      stepOf(late, bypassCache, null),
      stepOf(late, false, 'AT_ARRIVAL'),
      change,
      stepOf(fast, bypassCache, null),
      stepOf(fast, false, null),
    ];
  });

const actions = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: action.map((each): readonly Action[] => [each]) },
      { weight: 1, arbitrary: overtaking },
    ),
    { minLength: 1, maxLength: 36, size: 'max' },
  )
  .map((each) => each.flat());

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  total: fc.constant('RIGHT' as const),
  isCaching: fc.oneof(
    { weight: 2, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  counts: fc.tuple(count, count),
  clients,
  actions,
});

/**
 * Lists of several pages, whose total is right, absent or wrong. Clients of one credential share
 * cached pages, and often begin anew: then the pages of one answer are of different requests.
 */
export const longSchedules: fc.Arbitrary<Schedule> = fc.record({
  total: fc.oneof(
    { weight: 3, arbitrary: fc.constant('RIGHT' as const) },
    { weight: 4, arbitrary: fc.constant('NONE' as const) },
    { weight: 3, arbitrary: fc.constantFrom(-61, -7, -1, 1, 7, 40) },
  ),
  isCaching: fc.constant(true),
  counts: fc.tuple(fc.integer({ min: 60, max: 220 }), fc.constant(0)),
  clients: fc.array(
    fc.record({
      credential: fc.constant(0),
      size: fc.oneof(fc.integer({ min: 5, max: 50 }), fc.integer({ min: 48, max: 100 })),
      way: fc.oneof(
        { weight: 3, arbitrary: fc.constant('FORWARD' as const) },
        { weight: 1, arbitrary: fc.constant('BACKWARD' as const) },
      ),
      direction: fc.constant('ASC' as const),
    }),
    { minLength: MAX_CLIENTS, maxLength: MAX_CLIENTS },
  ),
  actions,
});
