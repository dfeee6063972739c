import { Failure } from '../model/failure.ts';
import type { TokenRow } from '../model/token-source.ts';
import { encodeCursor, printOf } from './cursor.ts';
import type { Rows } from './follow.ts';
import type { RowRange } from './plan.ts';
import { type Reading, sliceOf, type Window } from './window.ts';

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
  const edges = positionsOf(cut.range, reading).map((position) =>
    edgeAt(window, reading, rows, position),
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

function edgeAt({ list }: Window, { countedFrom }: Reading, rows: Rows, position: number): Edge {
  const back = countedFrom === 'START' ? -1 : 1;
  const row = rows.rowAt(position);
  if (row === undefined) throw missingRow();
  const prints = [printOf(row)];
  for (const step of [1, 2]) {
    const before = rows.rowAt(position + step * back);
    if (before === undefined) break;
    prints.push(printOf(before));
  }
  const total = rows.totalCount;
  const isFromStart = countedFrom === 'START' || total === null;
  const cursor = encodeCursor(list, {
    countedFrom: isFromStart ? countedFrom : 'START',
    position: isFromStart ? position : total - 1 - position,
    total,
    prints,
  });
  return { node: row, cursor };
}

/** A gap would be a token that nobody sees: rather no answer. */
export function missingRow(): Failure {
  const message = "Cloudflare's pages hold fewer rows than their total says.";
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

function requireOneSide({ after, before }: Window, countedFrom: Reading['countedFrom']): void {
  const places = [after, before].filter((place) => place !== null);
  if (places.every(({ anchor }) => anchor.countedFrom === countedFrom)) return;
  const message =
    'Cloudflare did not say how many tokens there are, which this combination of cursors needs: ' +
    'page with "first" and "after", or with "last" and "before".';
  throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
