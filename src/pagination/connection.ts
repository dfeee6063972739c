import { Failure } from '../model/failure.ts';
import type { TokenRow } from '../model/token-source.ts';
import { type CursorPayload, createCursorCodec, MAX_ALL_NEIGHBOURS } from './cursor.ts';
import type { RowRange } from './plan.ts';
import type { ListSnapshot } from './snapshot.ts';
import {
  baseCursor,
  type ResolvedPosition,
  sliceOf,
  type Window,
  type WindowRange,
} from './window.ts';

export interface Edge {
  readonly cursor: string;
  readonly node: TokenRow;
}

/** Its cursor is written when it is selected: for a list without cursors that is most of the work here. */
export class LazyEdge implements Edge {
  readonly node: TokenRow;
  readonly #write: () => string;
  #cursor: string | undefined;

  constructor(node: TokenRow, write: () => string) {
    this.node = node;
    this.#write = write;
  }

  get cursor(): string {
    this.#cursor ??= this.#write();
    return this.#cursor;
  }
}

/**
 * A class, not a literal with getters: V8 gives each such literal a hidden class of its own, which
 * lives in the old generation and keeps the whole page alive until that is collected.
 */
class LazyPageInfo {
  readonly #edges: readonly Edge[];
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;

  constructor(edges: readonly Edge[], hasPreviousPage: boolean, hasNextPage: boolean) {
    this.#edges = edges;
    this.hasPreviousPage = hasPreviousPage;
    this.hasNextPage = hasNextPage;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

export interface Connection {
  readonly edges: readonly Edge[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Null where Cloudflare gave no total. */
  readonly totalCount: number | null;
}

/** The rows of a window, counted from the end that they were read from, and what is around them. */
export interface WindowBounds {
  readonly range: RowRange;
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
}

/** Finds where a window begins and ends among the rows that were read. */
export function windowBounds(
  window: Window,
  read: WindowRange,
  snapshot: ListSnapshot,
): WindowBounds {
  const { totalCount } = snapshot;
  return totalCount === null
    ? boundsByRows(read, snapshot)
    : boundsByTotal(window, read, totalCount);
}

/** Builds the connection. Every row within the bounds must have been read. */
export function createConnection(
  window: Window,
  read: WindowRange,
  snapshot: ListSnapshot,
  bounds: WindowBounds,
): Connection {
  const codec = createCursorCodec(window.listKey);
  const neighboursAt = neighboursIn(window, read, snapshot);
  const shownAt = shownIn(window, read, snapshot);
  const { shown = null } = baseCursor(window) ?? {};
  const isShown = (position: number) =>
    shown !== null && snapshot.fingerprintAt(position) === shown;
  const positions = positionsOf(bounds.range, read);
  const edges = positions
    .filter((position) => !isShown(position))
    .map((position) => {
      const row = snapshot.rowAt(position);
      if (row === undefined) throw missingRow();
      return new LazyEdge(row, () =>
        codec.encode(cursorAt(read, snapshot, position, neighboursAt(position), shownAt(position))),
      );
    });
  // A row that is left out beside the cursor is still there. At the other end, the walk ends before it.
  const { from } = window;
  const beside = from === 'FIRST' ? positions[0] : positions.at(-1);
  const isBeside = beside !== undefined && isShown(beside);
  const hasPreviousPage = bounds.hasPreviousPage || (isBeside && from === 'FIRST');
  const hasNextPage = bounds.hasNextPage || (isBeside && from === 'LAST');
  return connectionOf(edges, { hasPreviousPage, hasNextPage }, snapshot.totalCount);
}

export function connectionOf(
  edges: readonly Edge[],
  { hasPreviousPage, hasNextPage }: Omit<WindowBounds, 'range'>,
  totalCount: number | null,
): Connection {
  const pageInfo = new LazyPageInfo(edges, hasPreviousPage, hasNextPage);
  return { edges, pageInfo, totalCount };
}

function boundsByTotal(window: Window, { countedFrom }: WindowRange, total: number): WindowBounds {
  const { start, end } = sliceOf(window, total);
  const range =
    countedFrom === 'START' ? { start, end } : { start: total - end, end: total - start };
  return { range, hasPreviousPage: start > 0, hasNextPage: end < total };
}

/** Without a total, the rows that were read show where the list ends. */
function boundsByRows({ countedFrom, range }: WindowRange, snapshot: ListSnapshot): WindowBounds {
  let end = range.start;
  while (end < range.end && snapshot.rowAt(end) !== undefined) end++;
  const hasLower = range.start > 0;
  const hasHigher = snapshot.rowAt(end) !== undefined;
  return {
    range: { start: range.start, end },
    hasPreviousPage: countedFrom === 'START' ? hasLower : hasHigher,
    hasNextPage: countedFrom === 'START' ? hasHigher : hasLower,
  };
}

/** In list order, from whichever end they are counted. */
function positionsOf({ start, end }: RowRange, { countedFrom }: WindowRange): readonly number[] {
  const positions = Array.from({ length: end - start }, (_, index) => start + index);
  return countedFrom === 'START' ? positions : positions.reverse();
}

function cursorAt(
  { countedFrom }: WindowRange,
  snapshot: ListSnapshot,
  position: number,
  { before, after }: Neighbours,
  shown: number | null,
): CursorPayload {
  // A row that was read has one.
  const fingerprint = snapshot.fingerprintAt(position) as number;
  const total = snapshot.totalCount;
  const isFromStart = countedFrom === 'START' || total === null;
  return {
    snapshot: snapshot.id,
    countedFrom: isFromStart ? countedFrom : 'START',
    position: isFromStart ? position : total - 1 - position,
    total,
    fingerprint,
    before,
    after: after.slice(0, MAX_ALL_NEIGHBOURS - before.length),
    shown,
  };
}

/** Gives the row that a cursor must remember as returned already, until the walk has passed it. */
function shownIn(
  window: Window,
  { countedFrom }: WindowRange,
  { positions, fingerprintAt }: ListSnapshot,
): (position: number) => number | null {
  const { shown = null } = baseCursor(window) ?? {};
  if (shown === null) return () => null;
  const place = positions.find((position) => fingerprintAt(position) === shown);
  const step = (countedFrom === 'START') === (window.from === 'FIRST') ? 1 : -1;
  return (position) => (place === undefined || (place - position) * step > 0 ? shown : null);
}

type Neighbours = Pick<CursorPayload, 'before' | 'after'>;

/** Gives the fingerprints of a row's neighbours, as far as they are known: up to two on each side. */
function neighboursIn(
  { after, before }: Window,
  { countedFrom }: WindowRange,
  snapshot: ListSnapshot,
): (position: number) => Neighbours {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const cursors = [after, before].filter(
    (cursor) => cursor !== null && !cursor.isGap,
  ) as readonly ResolvedPosition[];
  // The cursors in the arguments remember rows that were perhaps not read this time.
  function fingerprintAt(position: number): number | undefined {
    const fingerprint = snapshot.fingerprintAt(position);
    if (fingerprint !== undefined || cursors.length === 0) return fingerprint;
    // A position that was read has no row, and one before the list has none.
    if (position < 0 || snapshot.wasRead(position)) return undefined;
    return cursors
      .map((cursor) => rememberedBy(cursor, (position - cursor.position) * towardsStart, snapshot))
      .find((remembered) => remembered !== undefined && !isElsewhere(remembered));
  }
  /** It has moved, so it is no neighbour any more. */
  function isElsewhere(fingerprint: number): boolean {
    return snapshot.positions.some((position) => snapshot.fingerprintAt(position) === fingerprint);
  }
  function beside(position: number, step: number): readonly number[] {
    const next = fingerprintAt(position + step);
    const second = fingerprintAt(position + 2 * step);
    if (next === undefined) return [];
    return second === undefined ? [next] : [next, second];
  }
  return (position) => ({
    before: beside(position, towardsStart),
    after: beside(position, -towardsStart),
  });
}

/**
 * The fingerprint of the row `distance` rows before the cursor's row, or after it if negative.
 * Undefined if the cursor does not remember it, or the row between them is another one now.
 */
function rememberedBy(
  { payload, position }: ResolvedPosition,
  distance: number,
  snapshot: ListSnapshot,
): number | undefined {
  const neighbours = distance > 0 ? payload.before : payload.after;
  const towardsStart = payload.countedFrom === 'START' ? -1 : 1;
  const next = snapshot.fingerprintAt(position + Math.sign(distance) * towardsStart);
  if (next !== undefined && next !== neighbours[0]) return undefined;
  return neighbours[Math.abs(distance) - 1];
}

/** A connection without this row would hide a token, so an error is better. */
function missingRow(): Failure {
  const message = "Cloudflare's pages hold fewer rows than their total says.";
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
