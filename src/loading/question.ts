import { compileFilter, conditionsIn, type TokenFilter } from '../inventory/filter.ts';
import {
  compareKeysBy,
  type SortField,
  sortByKeys,
  sortKeyOf,
  type TokenOrderField,
} from '../inventory/order.ts';
import type { Predicate } from '../inventory/predicate.ts';
import { type Summary, startSummary } from '../inventory/summary.ts';
import { instantOf } from '../lib/instant.ts';
import { inTurns } from '../lib/turns.ts';
import type { SnapshotId } from '../model/snapshot-id.ts';
import type { SortKey } from '../model/sort-key.ts';
import { listKey, type TokenList } from '../model/token-list.ts';
import { isReadable, type TokenRow } from '../model/token-source.ts';
import type { Connection } from '../pagination/connection.ts';
import { advance, initialState, type PaginationState } from '../pagination/pagination-state.ts';
import { type ListSnapshot, snapshotOfAll } from '../pagination/snapshot.ts';
import { sortableId } from '../pagination/sorted-cursor.ts';
import {
  parseSortedWindow,
  type SortedRow,
  sortedConnection,
} from '../pagination/sorted-window.ts';
import { type ConnectionArguments, parseWindow } from '../pagination/window.ts';
import { CHECKS_OF_ORDER_OR_SUMMARY } from './check-limit.ts';
import type { Loaders } from './loaders.ts';
import type { LoadedSnapshot } from './read-snapshot.ts';

/** What is asked of a list. Cloudflare can neither filter nor sort, so this needs the whole list. */
export interface Question {
  readonly list: TokenList;
  readonly filter: TokenFilter | null;
  readonly orderBy: TokenOrderField;
  /** Whether counts are wanted. */
  readonly isSummarized: boolean;
}

/** A page of the rows that pass the filter, and counts over all of them. */
export interface Answer extends Connection {
  readonly summary?: Summary;
}

/**
 * Answers a question from one snapshot of the whole list, which all questions of an operation share.
 * Throws BAD_USER_INPUT before any call, and LIST_TOO_LONG after the first one. The length of the
 * list decides how much is to check, so that limit comes after the calls.
 */
export async function loadAnswer(
  { rows, signal, countChecks }: Pick<Loaders, 'rows' | 'signal' | 'countChecks'>,
  question: Question,
  args: ConnectionArguments,
  nowMs: number,
): Promise<Answer> {
  const now = instantOf(nowMs);
  const { filter } = question;
  const passes = filter === null ? null : compileFilter(filter, now);
  const { list, noOlderThan, answer } = windowOf(question, args);
  const snapshot = await rows.load({ ...EVERY_ROW, countedFrom: 'START', list, noOlderThan });
  const all = rowsInOrder(snapshot);
  countChecks(all.length * checksOfRow(question));
  const found = passes === null ? all : await filterRows(all, passes, signal);
  const connection = await answer(found, snapshot, signal);
  if (!question.isSummarized) return connection;
  const count = startSummary(now);
  await inTurns(found, signal, (row) => count.add(row));
  return { ...connection, summary: count.summary() };
}

function checksOfRow({ filter, orderBy, isSummarized }: Question): number {
  const others = Number(orderBy !== 'CLOUDFLARE') + Number(isSummarized);
  return conditionsIn(filter) + others * CHECKS_OF_ORDER_OR_SUMMARY;
}

/** Nothing can rule out a row that cannot be read. */
async function filterRows(
  rows: readonly TokenRow[],
  passes: Predicate,
  signal: AbortSignal,
): Promise<readonly TokenRow[]> {
  const found: TokenRow[] = [];
  await inTurns(rows, signal, (row) => {
    if (!isReadable(row) || passes(row)) found.push(row);
  });
  return found;
}

const EVERY_ROW = {
  bypassCache: false,
  readAhead: false,
  everyRow: true,
  doubtsTotal: false,
  ranges: [],
  optional: [],
};

/** How to read a window's list, and how to find the window in its rows. */
interface ReadyWindow {
  readonly list: TokenList;
  readonly noOlderThan: readonly SnapshotId[];
  readonly answer: (
    rows: readonly TokenRow[],
    snapshot: LoadedSnapshot,
    signal: AbortSignal,
  ) => Connection | Promise<Connection>;
}

function windowOf(question: Question, args: ConnectionArguments): ReadyWindow {
  const { list, orderBy } = question;
  const key = questionKey(question);
  return orderBy === 'CLOUDFLARE'
    ? plainWindow(list, key, args)
    : sortedWindow(list, key, orderBy, args);
}

/** The rows that pass are a list of their own, of which everything was read. */
function plainWindow(list: TokenList, key: string, args: ConnectionArguments): ReadyWindow {
  const window = parseWindow(key, args);
  return {
    list,
    noOlderThan: snapshotsOf([window.after?.payload, window.before?.payload]),
    answer: (rows, { id }) => connectionIn(initialState(window, true), rows, id),
  };
}

/** Everything was read, so a state that needs more rows finds them in the same snapshot. */
function connectionIn(
  first: PaginationState,
  rows: readonly TokenRow[],
  id: SnapshotId,
): Connection {
  let state = first;
  for (let steps = 1; steps <= MAX_STEPS; steps++) {
    const isFromStart = state.read.countedFrom === 'START';
    const step = advance(state, snapshotOfAll(isFromStart ? rows : rows.toReversed(), id));
    if ('connection' in step) return step.connection;
    state = step.state;
  }
  throw new Error('a window was not found in a list that was read as a whole');
}

/** As many as a window that is read page by page may take. */
const MAX_STEPS = 12;

/** `direction` reverses the order here, so both directions share one snapshot. */
function sortedWindow(
  list: TokenList,
  key: string,
  field: SortField,
  args: ConnectionArguments,
): ReadyWindow {
  const window = parseSortedWindow(key, args);
  const compare = compareKeysBy(field, list.direction);
  return {
    list: { ...list, direction: 'ASC' },
    noOlderThan: snapshotsOf([window.after, window.before]),
    async answer(rows, { id }, signal) {
      const keyed = await withKeys(rows, field, signal);
      const sorted = sortByKeys(keyed, field, list.direction);
      return sortedConnection(window, sorted, compare, id);
    },
  };
}

/** Ids have room in a cursor. Rows whose id cannot be read are numbered, so that each of them has a place of its own. */
async function withKeys(
  rows: readonly TokenRow[],
  field: SortField,
  signal: AbortSignal,
): Promise<SortedRow[]> {
  let nameless = 0;
  const keyed: SortedRow[] = [];
  await inTurns(rows, signal, (row) => {
    const key = sortKeyOf(row, field);
    if (row.id !== null) {
      keyed.push({ row, key: withShortId(key) });
      return;
    }
    nameless += 1;
    keyed.push({ row, key: { ...key, id: `~${String(nameless).padStart(4, '0')}` } });
  });
  return keyed;
}

function withShortId(key: SortKey): SortKey {
  const id = sortableId(key.id);
  return id === key.id ? key : { ...key, id };
}

function snapshotsOf(
  cursors: readonly ({ readonly snapshot: SnapshotId } | null | undefined)[],
): readonly SnapshotId[] {
  return cursors.flatMap((cursor) => (cursor ? [cursor.snapshot] : []));
}

/** In the order of the list. */
function rowsInOrder({ positions, rowAt }: ListSnapshot): readonly TokenRow[] {
  // Numbers alone are sorted several times as fast as with a function that compares them.
  const inOrder = Uint32Array.from(positions).sort();
  const rows: TokenRow[] = [];
  for (const position of inOrder) {
    const row = rowAt(position);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/**
 * The identity of the list that a question asks for; without filter and order, of the plain list.
 * What is null is the same as what is not given.
 */
function questionKey({ list, filter, orderBy }: Question): string {
  if (filter === null && orderBy === 'CLOUDFLARE') return listKey(list);
  return JSON.stringify([listKey(list), orderBy, filter], (_name, value) => withoutNulls(value));
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(given.sort(([one], [other]) => (one < other ? -1 : 1)));
}
