import { Failure } from '../model/failure.ts';
import type { TokenList, TokenRow } from '../model/token-source.ts';
import { type CountedFrom, type CursorPayload, encodeCursor } from './cursor.ts';
import type { Rows } from './follow.ts';
import type { RowRange } from './plan.ts';
import { type Place, type Reading, sliceOf, type Window } from './window.ts';

export interface Edge {
  readonly cursor: string;
  readonly node: TokenRow;
}

export interface Connection {
  readonly edges: readonly Edge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Null where Cloudflare did not say. */
  readonly totalCount: number | null;
}

/** The rows of a window, counted as they were read, and what stands around them in the list. */
export interface Cut {
  readonly range: RowRange;
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
}

/** Where a window begins and ends among the rows read. */
export function cutOf(window: Window, reading: Reading, rows: Rows): Cut {
  const { totalCount } = rows;
  return totalCount === null
    ? cutByRows(window, reading, rows)
    : cutByTotal(window, reading, totalCount);
}

/** A finished connection; every row of the cut must have been read. */
export function connectionOf(window: Window, reading: Reading, rows: Rows, cut: Cut): Connection {
  const neighboursAt = neighboursIn(window, reading, rows);
  const edges = positionsOf(cut.range, reading).map((position) =>
    edgeAt(window.list, reading, rows, position, neighboursAt(position)),
  );
  return outlineOf(rows, cut, edges);
}

/** The same without its rows, for operations that ask for none. */
export function outlineOf(
  { totalCount }: Rows,
  { hasPreviousPage, hasNextPage }: Cut,
  edges: readonly Edge[] = [],
): Connection {
  const startCursor = edges[0]?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount };
}

function cutByTotal(window: Window, { countedFrom }: Reading, total: number): Cut {
  const { start, end } = sliceOf(window, total);
  const range =
    countedFrom === 'START' ? { start, end } : { start: total - end, end: total - start };
  return { range, hasPreviousPage: start > 0, hasNextPage: end < total };
}

/** Where the length is unknown, the rows themselves say how far the list goes. */
function cutByRows(window: Window, { countedFrom, range }: Reading, rows: Rows): Cut {
  requireOneSide(window, countedFrom);
  let end = range.start;
  while (end < range.end && rows.rowAt(end) !== undefined) end++;
  const isBefore = range.start > 0;
  const isBehind = rows.rowAt(end) !== undefined;
  return {
    range: { start: range.start, end },
    hasPreviousPage: countedFrom === 'START' ? isBefore : isBehind,
    hasNextPage: countedFrom === 'START' ? isBehind : isBefore,
  };
}

/** In the order of the list, however they were counted. */
function positionsOf({ start, end }: RowRange, { countedFrom }: Reading): readonly number[] {
  const positions = Array.from({ length: end - start }, (_, index) => start + index);
  return countedFrom === 'START' ? positions : positions.reverse();
}

function edgeAt(
  list: TokenList,
  { countedFrom }: Reading,
  rows: Rows,
  position: number,
  { before, after }: Neighbours,
): Edge {
  const row = rows.rowAt(position);
  const fingerprint = rows.fingerprintAt(position);
  if (row === undefined || fingerprint === undefined) throw missingRow();
  const total = rows.totalCount;
  const isFromStart = countedFrom === 'START' || total === null;
  const cursor = encodeCursor(list, {
    countedFrom: isFromStart ? countedFrom : 'START',
    position: isFromStart ? position : total - 1 - position,
    total,
    fingerprint,
    before,
    after,
  });
  return { node: row, cursor };
}

type Neighbours = Pick<CursorPayload, 'before' | 'after'>;

/** The fingerprints of a row's neighbours, as far as they are known. */
function neighboursIn(
  { after, before }: Window,
  { countedFrom }: Reading,
  rows: Rows,
): (position: number) => Neighbours {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const given = [after, before].filter(
    (place) => place !== null && !place.isGap && place.payload.countedFrom === countedFrom,
  ) as readonly Place[];
  // What was not read may still be known: the cursors that were given remember rows around theirs.
  function fingerprintAt(at: number): number | undefined {
    const fingerprint = rows.fingerprintAt(at);
    if (fingerprint !== undefined || given.length === 0) return fingerprint;
    return given
      .map((place) => rememberedAt(place, (at - place.position) * towardsStart))
      .find((remembered) => remembered !== undefined);
  }
  function beside(position: number, step: number): readonly number[] {
    const next = fingerprintAt(position + step);
    const second = fingerprintAt(position + 2 * step);
    if (next === undefined) return [];
    return second === undefined ? [next] : [next, second];
  }
  return (position) => {
    const rowsBefore = beside(position, towardsStart);
    // Those after it stand in only where those before it are unknown: a cursor holds its row and
    // the two before it, and is expired when all three are gone.
    const isAll =
      rowsBefore.length === 2 ||
      !isInList(rows, countedFrom, position + (rowsBefore.length + 1) * towardsStart);
    return { before: rowsBefore, after: isAll ? [] : beside(position, -towardsStart) };
  };
}

/** Whether a row stands there, as far as is known: what was not read may be one. */
function isInList(rows: Rows, countedFrom: CountedFrom, position: number): boolean {
  if (countedFrom === 'START') return position >= 0;
  if (rows.totalCount !== null) return position < rows.totalCount;
  return rows.rowAt(position) !== undefined || !rows.wasRead(position);
}

/** `distance` rows before the cursor's own row; negative: after it. */
function rememberedAt({ payload }: Place, distance: number): number | undefined {
  return distance > 0 ? payload.before[distance - 1] : payload.after[-distance - 1];
}

/** A gap would be a token that nobody sees: rather no answer. */
function missingRow(): Failure {
  const message = "Cloudflare's pages hold fewer rows than their total says.";
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

function requireOneSide({ after, before }: Window, countedFrom: Reading['countedFrom']): void {
  const places = [after, before].filter((place) => place !== null);
  if (places.every(({ payload }) => payload.countedFrom === countedFrom)) return;
  const message =
    'Cloudflare did not say how many tokens there are, which this combination of cursors needs: ' +
    'page with "first" and "after", or with "last" and "before".';
  throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
