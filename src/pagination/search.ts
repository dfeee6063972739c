import { Failure } from '../model/failure.ts';
import { type Connection, connectionOf, cutOf, outlineOf } from './connection.ts';
import type { CountedFrom } from './cursor.ts';
import { around, follow, isWholeList, type Rows, rowsToVerify, wereRead } from './follow.ts';
import type { RowRange } from './plan.ts';
import { type Place, type Reading, readingFor, type Window } from './window.ts';

/** A window on its way to a connection: what is known, and how far to look. */
export interface Search {
  readonly window: Window;
  /** False where only the total and the page info are asked for. */
  readonly wantsRows: boolean;
  /** How many rows away a cursor's row is looked for. */
  readonly searchRadius: number;
  /** Rows to read behind the window: one, where nothing else says whether the list goes on. */
  readonly lookAhead: 0 | 1;
}

/** Rows to read, counted from one end of the list. */
export interface Wanted {
  readonly countedFrom: CountedFrom;
  readonly ranges: readonly RowRange[];
}

export type Progress = { readonly connection: Connection } | { readonly search: Search };

/**
 * How many rows away a cursor's row is looked for, nearest first: a handful is
 * one call more, and most lists change little between two pages of a walk. The
 * last is a hundred calls, a twelfth of what Cloudflare allows in five minutes.
 */
const SEARCH_RADII = [4, 50, 200, 800, 2_500];

export function startSearch(window: Window, wantsRows: boolean): Search {
  return { window, wantsRows, searchRadius: 0, lookAhead: 0 };
}

/** What to read next. */
export function wantedRows({ window, wantsRows, searchRadius, lookAhead }: Search): Wanted {
  const { countedFrom, range } = readingFor(window);
  const places = placesOn(window, countedFrom).map(([, place]) => place);
  const rows = { start: range.start, end: range.end + lookAhead };
  const verified = places.map((place) =>
    searchRadius === 0 ? rowsToVerify(place) : around(place, searchRadius),
  );
  return { countedFrom, ranges: wantsRows ? [rows, ...verified] : verified };
}

/** What the rows read are good for: a connection, or a better search. Throws CURSOR_EXPIRED. */
export function advance(search: Search, rows: Rows): Progress {
  const isWhole = isWholeList(rows);
  const { countedFrom } = readingFor(search.window);
  let { window } = search;
  for (const [argument, place] of placesOn(window, countedFrom)) {
    const found = follow(place, rows, isWhole);
    if (found === null) {
      const searchRadius = SEARCH_RADII.find((further) => further > search.searchRadius);
      if (isWhole || searchRadius === undefined) throw expired(argument);
      return { search: { ...search, searchRadius } };
    }
    window = { ...window, [argument]: found };
  }
  const { wantsRows, searchRadius, lookAhead } = search;
  return finish({ window, wantsRows, searchRadius, lookAhead }, readingFor(window), rows);
}

function finish(search: Search, reading: Reading, rows: Rows): Progress {
  const { window, wantsRows, lookAhead } = search;
  if (!wantsRows && rows.totalCount === null) return { search: { ...search, wantsRows: true } };
  const cut = cutOf(window, reading, rows);
  if (!wantsRows) return { connection: outlineOf(rows, cut) };

  if (!wereRead(rows, rows.totalCount === null ? reading.range : cut.range)) {
    return { search: { ...search, window: withoutTotals(window) } };
  }
  const isOpen = rows.totalCount === null && !hasSeenEnd(reading.range, rows);
  if (isOpen && lookAhead === 0) return { search: { ...search, lookAhead: 1 } };
  return { connection: connectionOf(window, reading, rows, cut) };
}

type Argument = 'after' | 'before';

/** The cursors whose rows can be read on this side; the others wait for a total. */
function placesOn(
  window: Window,
  countedFrom: CountedFrom,
): readonly (readonly [Argument, Place])[] {
  return (['after', 'before'] as const).flatMap((argument) => {
    const place = window[argument];
    return place?.payload.countedFrom === countedFrom ? [[argument, place] as const] : [];
  });
}

/** Whether the rows say if the list goes on behind a range. */
function hasSeenEnd({ start, end }: RowRange, rows: Rows): boolean {
  return rows.wasRead(end) || (end > start && rows.rowAt(end - 1) === undefined);
}

/** The list is longer than the cursors remember: what they say of its length is of no use. */
function withoutTotals(window: Window): Window {
  const forget = (place: Place | null) =>
    place && { ...place, payload: { ...place.payload, total: null } };
  return { ...window, after: forget(window.after), before: forget(window.before) };
}

function expired(argument: Argument): Failure {
  const message =
    `Argument "${argument}": this cursor's token and the two before it are gone; ` +
    'start again without a cursor.';
  return new Failure('CURSOR_EXPIRED', message);
}
