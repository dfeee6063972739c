import { Failure } from '../../model/failure.ts';
import type { PageRequest } from '../../model/token-source.ts';
import { type JsonObject, map } from './json.ts';
import { decodePart } from './result.ts';

/** Cloudflare's `result_info` of a page. Null: it does not say. */
export interface ResultInfo {
  readonly page: number | null;
  readonly perPage: number | null;
  readonly totalCount: number | null;
}

/** Every part of `result_info` may be missing, and all of it. */
export function decodeResultInfo(resultInfo: unknown): ResultInfo {
  const info =
    resultInfo === undefined || resultInfo === null
      ? {}
      : decodePart('result_info', map, resultInfo);
  return {
    page: count(info, 'page'),
    perPage: count(info, 'per_page'),
    totalCount: count(info, 'total_count'),
  };
}

/** GraphQL's Int cannot hold a larger number, and no list is that long. */
const MAX_COUNT = 2 ** 31 - 1;

/** Anything but a count is ignored: some of Cloudflare's lists leave the total out. */
function count(info: JsonObject, key: string): number | null {
  const value = info[key];
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MAX_COUNT ? value : null;
}

/**
 * How many rows the whole list has; null if this page does not tell. Row positions are computed
 * from the page number, so a page other than the requested one is a failure: its rows would get
 * wrong positions.
 *
 * Cloudflare describes `total_count` as "available without any search parameters". If it ever
 * counts rows that are not listed, a page that is too short corrects it.
 */
export function totalRows(request: PageRequest, rowCount: number, info: ResultInfo): number | null {
  const { page, perPage } = request;
  if (rowCount > perPage) throw wrongPage(`${rowCount} rows instead of at most ${perPage}`);
  if (info.page !== null && info.page !== page) {
    throw wrongPage(`page ${info.page} instead of ${page}`);
  }

  const { totalCount } = info;
  if (totalCount === null) return null;
  const offset = (page - 1) * perPage;
  const expected = Math.min(perPage, Math.max(0, totalCount - offset));
  if (rowCount === expected) return totalCount;
  if (rowCount > expected || rowCount === 0) return rowCount === 0 && page === 1 ? 0 : null;
  if (info.perPage === perPage) return offset + rowCount;
  throw wrongPage(`${rowCount} rows instead of ${expected}, by its total of ${totalCount}`);
}

function wrongPage(difference: string): Failure {
  const message = `Cloudflare's page is not the requested one: ${difference}.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
