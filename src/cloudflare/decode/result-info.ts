import type { PageRequest, TokenPage } from '../../model/token-source.ts';
import { type JsonObject, map } from './json.ts';
import { decodePart, wrongPage } from './result.ts';

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
    page: positive(count(info, 'page')),
    perPage: positive(count(info, 'per_page')),
    totalCount: count(info, 'total_count'),
  };
}

/** No list is longer: it is the largest length that a cursor and GraphQL's `Int` can hold. */
const MAX_COUNT = 2 ** 31 - 2;

/** Anything but a count is ignored: some of Cloudflare's lists leave the total out. */
function count(info: JsonObject, key: string): number | null {
  const value = info[key];
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isCount && value <= MAX_COUNT ? value : null;
}

/** Pages are numbered from 1. A zero is a part that nobody has filled in, not an earlier page. */
function positive(number: number | null): number | null {
  return number === 0 ? null : number;
}

/**
 * How a page differs from the requested one, by its own words. Row positions are computed from the
 * page number, so a later page than the requested one is a failure. An earlier page is what some
 * lists give for a page beyond their end.
 */
export function pageDifference(
  { page, perPage }: PageRequest,
  info: ResultInfo,
): TokenPage['difference'] {
  if (info.page !== null && info.page > page) {
    throw wrongPage(`page ${info.page} instead of ${page}`);
  }
  if (info.page !== null && info.page < page) return 'EARLIER_PAGE';
  return info.perPage !== null && info.perPage !== perPage ? 'OTHER_SIZE' : null;
}
