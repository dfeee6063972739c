import { Failure } from '../model/failure.ts';
import type { TokenRow } from '../model/token-source.ts';
import { type Anchor, encodeCursor, printOf } from './cursor.ts';
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

/** What was read of a list, by positions counted from one of its ends. */
export interface Rows {
  readonly totalCount: number | null;
  rowAt(position: number): TokenRow | undefined;
  /** Whether a page with this position was read: where no row stands in one, the list has ended. */
  wasRead(position: number): boolean;
}

/**
 * What to read instead where neither a total nor the rows say whether the list
 * goes on behind the window: one row more. Null where that is known.
 */
export function lookAhead({ countedFrom, range }: Reading, rows: Rows): Reading | null {
  const { start, end } = range;
  const hasEnded = end > start && rows.rowAt(end - 1) === undefined;
  if (rows.totalCount !== null || rows.wasRead(end) || hasEnded) return null;
  return { countedFrom, range: { start, end: end + 1 } };
}

/** Cuts a window out of the rows that were read for it: a finished connection. */
export function connectionOf(window: Window, reading: Reading, rows: Rows): Connection {
  const { totalCount } = rows;
  return totalCount === null
    ? withoutTotal(window, reading, rows)
    : withTotal(window, reading, rows, totalCount);
}

function withTotal(
  window: Window,
  { countedFrom }: Reading,
  rows: Rows,
  total: number,
): Connection {
  const { start, end } = sliceOf(window, total);
  const rowAt = (position: number) =>
    rows.rowAt(countedFrom === 'START' ? position : total - 1 - position);
  const edges = edgesOf(window, start, end, (position) => ({
    row: rowAt(position),
    before: [rowAt(position - 1), rowAt(position - 2)],
    place: { countedFrom: 'START', position },
  }));
  return finish(edges, { hasPreviousPage: start > 0, hasNextPage: end < total, totalCount: total });
}

/** Where the length is unknown, places are counted from the end that was read from. */
function withoutTotal(window: Window, reading: Reading, rows: Rows): Connection {
  const { countedFrom, range } = reading;
  requireOneSide(window, reading);
  let end = range.start;
  while (end < range.end && rows.rowAt(end) !== undefined) end++;

  const forward = countedFrom === 'START';
  const edges = edgesOf(window, range.start, end, (index) => {
    const position = forward ? index : end - 1 - (index - range.start);
    const step = forward ? -1 : 1;
    return {
      row: rows.rowAt(position),
      before: [rows.rowAt(position + step), rows.rowAt(position + 2 * step)],
      place: { countedFrom, position },
    };
  });
  const isBefore = range.start > 0;
  const isBehind = rows.rowAt(end) !== undefined;
  return finish(edges, {
    hasPreviousPage: forward ? isBefore : isBehind,
    hasNextPage: forward ? isBehind : isBefore,
    totalCount: null,
  });
}

interface Place {
  readonly row: TokenRow | undefined;
  /** The two rows before it in the list, the nearest first, where they were read. */
  readonly before: readonly (TokenRow | undefined)[];
  readonly place: Pick<Anchor, 'countedFrom' | 'position'>;
}

function edgesOf(
  { list }: Window,
  start: number,
  end: number,
  placeAt: (position: number) => Place,
): readonly Edge[] {
  return Array.from({ length: end - start }, (_, index) => {
    const { row, before, place } = placeAt(start + index);
    if (row === undefined) throw missingRow();
    const known = before.slice(0, before[0] === undefined ? 0 : 2).filter((r) => r !== undefined);
    const prints = [row, ...known].map(printOf);
    return { node: row, cursor: encodeCursor(list, { ...place, prints }) };
  });
}

function finish(
  edges: readonly Edge[],
  rest: Pick<Connection, 'totalCount'> &
    Pick<Connection['pageInfo'], 'hasNextPage' | 'hasPreviousPage'>,
): Connection {
  const { totalCount, hasNextPage, hasPreviousPage } = rest;
  const startCursor = edges[0]?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount };
}

/** A gap would be a token that nobody sees: rather no answer. */
function missingRow(): Failure {
  const message = "Cloudflare's pages hold fewer rows than their total says.";
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

function requireOneSide({ after, before }: Window, { countedFrom }: Reading): void {
  const sides = [after?.countedFrom, before?.countedFrom];
  if (sides.every((side) => side === undefined || side === countedFrom)) return;
  const message =
    'Cloudflare did not say how many tokens there are, which this combination of cursors needs: ' +
    'page with "first" and "after", or with "last" and "before".';
  throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
