import { leastCallsOfFirst, leastCost } from '../least-cost.ts';
import type { ListChange, ListHistory } from './history.ts';
import type { StatedTotal } from './schedule.ts';
import { statedTotal, type UpstreamPage } from './upstream.ts';

/** A client: how it walks through a list. */
export interface ClientPlan {
  readonly credential: number;
  readonly size: number;
  readonly way: 'FORWARD' | 'BACKWARD';
  readonly direction: 'ASC' | 'DESC';
}

/** One request of a client, and its answer, as they were seen from outside. */
export interface WalkStep {
  readonly gateway: string;
  readonly bypassCache: boolean;
  readonly cacheTtlMs: number;
  readonly beganAt: { readonly tick: number; readonly ms: number; readonly version: number };
  /** When the oldest request began that this one could join, or this request itself. */
  readonly sharedSince: number;
  readonly endVersion: number;
  /** Whether this gateway has read the list before, so that it may know a length. */
  readonly isKnownList: boolean;
  /** Null: other requests of the credential were in flight at the same gateway. */
  readonly calls: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** The versions of all pages that this gateway got for the credential meanwhile: also of empty ones. */
  readonly readVersions: ReadonlySet<number>;
  /** When the last of the pages had arrived that were requested together with this one. */
  readonly arrivedAtMs: (page: UpstreamPage) => number;
  /** In list order. */
  readonly rows: readonly { readonly id: string; readonly page: UpstreamPage }[];
  readonly totalCount: number | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** What the oracle knows of a walk. */
export interface Walk {
  readonly plan: ClientPlan;
  readonly secret: string;
  readonly list: ListHistory;
  /** What the list's pages say as its total. */
  readonly total: StatedTotal;
  readonly seen: string[];
  /** The last row of the last step that had rows, and the version that it was read in. */
  cursor: { readonly id: string; readonly version: number } | null;
  /** The version of the list in the walk's first step; null before it, or if it had no rows. */
  firstVersion: number | null;
  /** The latest version that the walk has shown. */
  version: number;
  /** Why a part of the promises does not bind for this walk; null if all of them do. */
  waived: string | null;
  end: 'OPEN' | 'COMPLETE' | 'EXPIRED';
}

export function beginWalk(
  plan: ClientPlan,
  secret: string,
  list: ListHistory,
  total: StatedTotal,
): Walk {
  const start = { cursor: null, firstVersion: null, version: 0, waived: null } as const;
  return { plan, secret, list, total, seen: [], ...start, end: 'OPEN' };
}

/** The limit that the README of `src/pagination` gives: beside a cursor, more new rows may make a row come twice. */
const MAX_NEW_ROWS = 20;

/** The most calls of a step while the list changes, beyond the fewest that its window needs. */
const EXTRA_CALLS = 12;

/** Judges a step by the true history of the list, and adds it to the walk. Returns the broken promise, or null. */
export function judge(walk: Walk, step: WalkStep): string | null {
  if (step.error !== null) return judgeError(walk, step, step.error);
  return (
    judgeRows(walk, step) ??
    judgeFreshness(step) ??
    judgeState(walk, step) ??
    judgeCost(walk, step) ??
    add(walk, step)
  );
}

function judgeError(
  walk: Walk,
  step: WalkStep,
  { code, message }: { code: string; message: string },
): string | null {
  if (code === 'CURSOR_EXPIRED') {
    walk.end = 'EXPIRED';
    const { cursor } = walk;
    if (cursor === null) return 'CURSOR_EXPIRED without a cursor';
    const versions = range(walk.version, step.endVersion);
    return versions.some((version) => isLost(walk, cursor, version))
      ? null
      : `CURSOR_EXPIRED, but the cursor remembers tokens that are left: ${cursor.id} and its neighbours`;
  }
  // Contract: "either every row comes once, or an error names the inconsistency"; a list that stands
  // still is readable, and a change is read again at most twice.
  const isWrong = typeof walk.total === 'number';
  const changes = step.endVersion - step.beganAt.version;
  if (isWrong && changes > 0 && code === 'UPSTREAM_INVALID_RESPONSE' && /\d/.test(message))
    return null;
  if (message.includes('kept changing')) {
    return changes >= 3 ? null : `"kept changing", but the list has changed ${changes} times`;
  }
  return `unexpected error ${code}: ${message}`;
}

/** Whether all tokens that a cursor could remember are gone. */
function isLost(
  walk: Walk,
  { id, version }: { id: string; version: number },
  now: number,
): boolean {
  const then = inListOrder(walk, version);
  const left = new Set(walk.list.idsAt(now));
  const at = then.indexOf(id);
  const areGone = (from: number, to: number) =>
    then.slice(Math.max(0, from), to).every((each) => !left.has(each));
  // Contract: "the two before it; where there are fewer or they were not read, those after it". The
  // first page holds all of the first rows; a walk backwards has perhaps not read those before it.
  if (at < 2) return areGone(0, 3) || (walk.plan.way === 'BACKWARD' && areGone(at, at + 3));
  return areGone(at - 2, at + 1) || (walk.plan.way === 'BACKWARD' && areGone(at, at + 3));
}

function judgeRows({ secret, version }: Walk, { rows, gateway }: WalkStep): string | null {
  const ids = rows.map(({ id }) => id);
  const foreign = rows.find(({ page }) => page.secret !== secret || page.gateway !== gateway);
  if (foreign)
    return `${foreign.id} was read for ${foreign.page.secret} by ${foreign.page.gateway}`;
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${twice} is twice in one answer`;
  const older = rows.find(({ page }) => (page.version ?? 0) < version);
  if (older === undefined) return null;
  const { index, version: shown } = older.page;
  return `${older.id} is of version ${shown} (#${index}), but the walk has shown version ${version}`;
}

/** A page may come from the cache, or from a request that was in flight already. */
function judgeFreshness(step: WalkStep): string | null {
  const { rows, bypassCache, beganAt, cacheTtlMs } = step;
  for (const { id, page } of rows) {
    const { sentAt, index } = page;
    if (sentAt === null) return `${id} is of #${index}, which was not sent`;
    // Contract: "may join a call in flight", also one of an operation that has read its first pages.
    if (sentAt.tick > step.sharedSince) continue;
    if (bypassCache) return `no-cache, but ${id} is of #${index}, which came before the request`;
    // Pages that were read together are cached together, when all of them have arrived.
    const ageMs = beganAt.ms - step.arrivedAtMs(page);
    if (ageMs >= cacheTtlMs) return `${id} is of #${index}, which is ${ageMs} ms old`;
  }
  return null;
}

/** The step must show the list as it was in one version: that of its rows, or without rows any that is not too old. */
function judgeState(walk: Walk, step: WalkStep): string | null {
  const versions = versionsOf(step);
  if (versions.length > 1) return judgeMixture(walk, step, versions);
  const [own] = versions;
  // An empty page shows the end of the list as it is then. Without a right total, nothing shows
  // that the list was longer when the rows were read. Contract: changes between two pages of one
  // answer are detected by totals and ids, and "the README says which cannot be seen".
  const isTorn = own !== undefined && [...step.readVersions].some((version) => version !== own);
  if (walk.total !== 'RIGHT' && isTorn) {
    walk.waived ??= `an answer of version ${own} and pages of ${[...step.readVersions]}`;
    return null;
  }
  // Without a cursor, a page may be as old as the cache allows.
  const oldest = walk.cursor === null ? 0 : walk.version;
  const possible = own === undefined ? range(oldest, step.endVersion) : [own];
  const wrong = possible.map((version) => differenceFrom(walk, step, version));
  return wrong.includes(null) ? null : (wrong.at(-1) ?? null);
}

/**
 * Contract: changes between two pages are detected by totals and by ids. So an answer may be of two
 * versions only if both were read together, and their totals agree. Its
 * first page was then in flight with each other one, or led to its request. If a gateway has many
 * calls in flight, a page of the same read waits: then all of them are requested during the step.
 */
function judgeMixture(walk: Walk, { rows, beganAt }: WalkStep, versions: number[]): string | null {
  const lengths = new Set(versions.map((version) => walk.list.idsAt(version).length));
  const mixture = `one answer of versions ${versions}`;
  if (walk.total !== 'NONE' && lengths.size > 1) return `${mixture}, with different totals`;
  const pages = [...new Set(rows.map(({ page }) => page))];
  const isLinked = (page: UpstreamPage) =>
    pages.some(
      ({ index, action, sentAt }) =>
        index < page.index && (action === page.action || sentAt?.action === page.action),
    );
  const areNew = pages.every(({ requestedAtTick }) => requestedAtTick > beganAt.tick);
  const [, ...others] = pages.toSorted((one, other) => one.index - other.index);
  return areNew || others.every(isLinked) ? null : `${mixture}, which were not read together`;
}

function versionOfRow({ rows }: WalkStep, id: string): number {
  return rows.find((row) => row.id === id)?.page.version ?? 0;
}

function versionsOf({ rows }: WalkStep): number[] {
  return [...new Set(rows.map(({ page }) => page.version ?? 0))];
}

/** What differs between a step and the list as it was in one version. All is seen in the direction of the walk. */
function differenceFrom(walk: Walk, step: WalkStep, version: number): string | null {
  const list = inWalkOrder(walk, version);
  const rows = rowsInWalkOrder(walk, step);
  const at = `version ${version}: `;
  const { total } = walk;
  const stated = statedTotal(total, list.length) ?? null;
  const isTotal = step.totalCount === list.length || step.totalCount === stated;
  if (!isTotal) return `${at}total ${step.totalCount} instead of ${list.length}`;

  const isForward = walk.plan.way === 'FORWARD';
  const hasMore = isForward ? step.hasNextPage : step.hasPreviousPage;
  const hasLess = isForward ? step.hasPreviousPage : step.hasNextPage;
  const start = rows.length > 0 ? list.indexOf(rows[0] ?? '') : list.length;
  const end = rows.length > 0 ? list.indexOf(rows.at(-1) ?? '') + 1 : list.length;
  const expected = list.slice(start, end);
  const isComplete = rows.join() === expected.join();
  if (!isComplete && !isWithoutShown(walk, rows, expected))
    return `${at}rows ${rows} instead of ${expected}`;
  const following = list.slice(end);
  const isEnd =
    following.length === 0 ||
    (!hasMore && (isWithoutShown(walk, [], following) || isBelieved(total, end, stated)));
  // A total that is too high promises a page more, which is empty.
  const mayPromise = typeof total === 'number' && total > 0 && following.length === 0;
  if (hasMore === isEnd && !mayPromise)
    return `${at}it says ${hasMore}, but ${following.length} rows follow`;
  if (hasLess !== start > 0) return `${at}it says ${hasLess}, but ${start} rows are before it`;
  if (hasMore && !mayPromise && rows.length !== walk.plan.size)
    return `${at}${rows.length} rows instead of ${walk.plan.size}`;

  if (walk.cursor === null) return start === 0 ? null : `${at}it begins with row ${start}`;
  if (isUnclear(walk, walk.cursor, version) !== null) return null;
  return seamDifference(walk, walk.cursor, version, start, rows);
}

/**
 * Contract: "no call for an empty last page". So a total that is too low, and is met exactly by full
 * pages, ends the list, as the README says.
 */
function isBelieved(total: StatedTotal, end: number, stated: number | null): boolean {
  return typeof total === 'number' && total < 0 && end === stated;
}

/**
 * Contract: "exactly once". Whether only one row is left out, and the walk has returned it already:
 * it may have moved ahead, or rows were created before it.
 */
function isWithoutShown(walk: Walk, rows: readonly string[], all: readonly string[]): boolean {
  const missing = all.filter((id) => !rows.includes(id));
  const isShown = missing.length === 1 && missing.every((id) => walk.seen.includes(id));
  return isShown && rows.join() === all.filter((id) => !missing.includes(id)).join();
}

/**
 * Where two steps meet: no row that the walk has passed comes again, and none that it comes to is
 * skipped, unless it has moved or was returned before.
 */
function seamDifference(
  walk: Walk,
  cursor: { readonly id: string; readonly version: number },
  version: number,
  start: number,
  rows: readonly string[],
): string | null {
  const before = inWalkOrder(walk, cursor.version);
  const list = inWalkOrder(walk, version);
  const moved = movedIn(walk.list.changes(cursor.version, version));
  const passed = before.indexOf(cursor.id) + 1;
  const stays = (id: string) => !moved.has(id);
  const behind = new Set(before.slice(0, passed).filter(stays));
  const ahead = new Set(before.slice(passed).filter(stays));
  const again = rows.filter((id) => behind.has(id) && walk.seen.includes(id));
  if (again.length > 0) return `after ${cursor.id}, version ${version}: again ${again}`;
  const skipped = list.slice(0, start).filter((id) => ahead.has(id) && !walk.seen.includes(id));
  return skipped.length > 0 ? `after ${cursor.id}, version ${version}: skipped ${skipped}` : null;
}

/**
 * Whether the changes of the rows that a cursor remembers have two readings: one of them has moved,
 * and another one has moved or is deleted. Contract: "where a token has moved away from neighbours
 * that still stand together, the neighbours say where the walk goes on". Here they do not stand
 * together, and the README of `src/pagination` lists what then remains possible. Changes of all
 * other rows, whether created, deleted or moved between these, excuse nothing.
 */
function isUnclear(
  walk: Walk,
  cursor: { readonly id: string; readonly version: number },
  version: number,
): string | null {
  const { list } = walk;
  const ids = list.idsAt(cursor.version);
  const at = ids.indexOf(cursor.id);
  const near = new Set(ids.slice(Math.max(0, at - 2), at + 3));
  const isNear = (id: string | undefined) => id !== undefined && near.has(id);
  const touching = list.changes(cursor.version, version).filter((change) => {
    if (change.moved.some(isNear) || isNear(change.id)) return true;
    const now = list.idsAt(change.version);
    const landed = now.indexOf(change.id);
    const isBetween = now.slice(0, landed).some(isNear) && now.slice(landed + 1).some(isNear);
    return landed >= 0 && (isBetween || isNear(now[landed - 1]) || isNear(now[landed + 1]));
  });
  if (touching.filter(({ kind }) => kind !== 'deleted').length > MAX_NEW_ROWS) {
    return `more than ${MAX_NEW_ROWS} new rows around ${cursor.id}`;
  }
  const now = list.idsAt(version).indexOf(cursor.id);
  const isBack =
    now === at || list.idsAt(version).length - now === list.idsAt(cursor.version).length - at;
  const hasMoved = movedIn(list.changes(cursor.version, version)).has(cursor.id);
  // The documented limit: nothing shows that it has moved, if the row behind it was not read.
  if (hasMoved && isBack) return `${cursor.id} is back at its old position`;
  const ofRemembered = touching.filter(({ id, moved }) => isNear(id) || moved.some(isNear));
  const isMoved = ofRemembered.some(({ kind }) => kind === 'moved');
  return isMoved && ofRemembered.length > 1
    ? `${ofRemembered.length} changes of the rows that ${cursor.id} remembers`
    : null;
}

function judgeCost(walk: Walk, step: WalkStep): string | null {
  const { calls } = step;
  // An absent total costs a look past the end, and a wrong one may cost the whole list.
  if (walk.total !== 'RIGHT') return null;
  if (calls === null || versionsOf(step).length > 1) return null;
  const { fewest, most } = callsOf(walk, step);
  const since = walk.cursor?.version ?? step.beganAt.version;
  const stoodStill = since === step.endVersion;
  if (!stoodStill) {
    return calls > most + EXTRA_CALLS
      ? `${calls} calls instead of at most ${most + EXTRA_CALLS}`
      : null;
  }
  if (calls > most) return `${calls} calls instead of ${most}`;
  const isCached = step.cacheTtlMs > 0 && !step.bypassCache;
  return !isCached && calls < fewest ? `${calls} calls, but the rows need ${fewest}` : null;
}

/** The calls that the rows of a window need, with the row of its cursor, in the list as it is. */
function callsOf(walk: Walk, step: WalkStep): { readonly fewest: number; readonly most: number } {
  const { size } = walk.plan;
  const list = inWalkOrder(walk, step.endVersion);
  if (walk.cursor === null) {
    const fewest = Math.max(1, leastCost(0, Math.min(size, list.length)).calls);
    const most = leastCallsOfFirst(size, list.length);
    // The length that it knows may be another one by now.
    return { fewest, most: step.isKnownList ? Math.max(most, leastCost(0, size).calls) : most };
  }
  const at = list.indexOf(walk.cursor.id);
  const end = Math.min(list.length, at + 1 + size);
  // Page numbers count from the start of the list, whichever way the walk goes.
  const [from, to] =
    walk.plan.way === 'FORWARD' ? [at, end] : [list.length - end, list.length - at];
  const { calls } = leastCost(from, to);
  return { fewest: calls, most: calls };
}

function add(walk: Walk, step: WalkStep): string | null {
  const rows = rowsInWalkOrder(walk, step);
  const versions = versionsOf(step);
  // A step without rows may show any version that is not too old.
  const version = Math.max(walk.version, ...(rows.length > 0 ? versions : [step.endVersion]));
  if (walk.cursor !== null) walk.waived ??= isUnclear(walk, walk.cursor, version);
  if (versions.length > 1) walk.waived ??= `an answer of versions ${versions}`;
  if (walk.cursor === null) walk.firstVersion = versions[0] ?? null;
  if (rows.length > 0) walk.version = version;
  walk.seen.push(...rows);
  const last = rows.at(-1);
  if (last !== undefined) walk.cursor = { id: last, version: versionOfRow(step, last) };
  const hasMore = walk.plan.way === 'FORWARD' ? step.hasNextPage : step.hasPreviousPage;
  if (hasMore && last === undefined) return 'no rows in mid-walk';
  if (hasMore) return null;
  walk.end = 'COMPLETE';
  const list = walk.list.idsAt(version);
  const end = inWalkOrder(walk, version).indexOf(last ?? '') + 1;
  if (isBelieved(walk.total, end, statedTotal(walk.total, list.length) ?? null))
    walk.waived ??= 'a total that is too low and met exactly';
  return walk.waived === null ? judgeWalk(walk, version) : null;
}

/** Every token that existed throughout, and did not move, comes exactly once and in order. */
function judgeWalk({ list, firstVersion, seen, plan }: Walk, version: number): string | null {
  if (firstVersion === null) return null;
  const moved = movedIn(list.changes(firstVersion, version));
  const versions = range(firstVersion, version).map((each) => new Set(list.idsAt(each)));
  const throughout = orderedFor(plan, list.idsAt(firstVersion)).filter(
    (id) => !moved.has(id) && versions.every((ids) => ids.has(id)),
  );
  const stayed = new Set(throughout);
  const walked = seen.filter((id) => stayed.has(id));
  return walked.join() === throughout.join()
    ? null
    : `the walk gave ${walked} instead of ${throughout}`;
}

function movedIn(changes: readonly ListChange[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ moved }) => moved));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function orderedFor({ way, direction }: ClientPlan, ids: readonly string[]): readonly string[] {
  return (way === 'FORWARD') === (direction === 'ASC') ? ids : ids.toReversed();
}

function inWalkOrder({ plan, list }: Walk, version: number): readonly string[] {
  return orderedFor(plan, list.idsAt(version));
}

function inListOrder({ plan, list }: Walk, version: number): readonly string[] {
  return orderedFor({ ...plan, way: 'FORWARD' }, list.idsAt(version));
}

function rowsInWalkOrder({ plan }: Walk, { rows }: WalkStep): readonly string[] {
  const ids = rows.map(({ id }) => id);
  return plan.way === 'FORWARD' ? ids : ids.toReversed();
}
