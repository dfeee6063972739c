import { Failure } from '../../model/failure.ts';
import type { PageRequest } from '../../model/token-source.ts';

/** What `result_info` says of the page it came with; null where it says nothing. */
export interface PageInfo {
  readonly page: number | null;
  readonly perPage: number | null;
  readonly totalCount: number | null;
}

/**
 * How many rows the list holds, judged by the page that came; null where that
 * cannot be told. Positions are counted in pages, so a page that is not the
 * one asked for is a failure: its rows would stand in wrong places.
 *
 * Cloudflare describes `total_count` as "available without any search
 * parameters". Should it ever count rows that are not listed, then the page
 * that comes short tells the truth, and the total is corrected by it.
 */
export function totalOf(asked: PageRequest, rowCount: number, info: PageInfo): number | null {
  const { page, perPage } = asked;
  if (rowCount > perPage)
    throw notAsAsked(`${rowCount} rows where at most ${perPage} were asked for`);
  if (info.page !== null && info.page !== page)
    throw notAsAsked(`page ${info.page} instead of ${page}`);

  const { totalCount } = info;
  if (totalCount === null) return null;
  const offset = (page - 1) * perPage;
  const expected = Math.min(perPage, Math.max(0, totalCount - offset));
  if (rowCount === expected) return totalCount;
  if (rowCount > expected || rowCount === 0) return rowCount === 0 && page === 1 ? 0 : null;
  if (info.perPage === perPage) return offset + rowCount;
  throw notAsAsked(`${rowCount} rows where its total of ${totalCount} promises ${expected}`);
}

function notAsAsked(what: string): Failure {
  return new Failure(
    'UPSTREAM_INVALID_RESPONSE',
    `Cloudflare's page is not the one asked for: ${what}.`,
  );
}
