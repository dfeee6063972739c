import type { CloudflareNotice } from '../../model/failure.ts';
import type { UpstreamResponse } from '../types.ts';
import type { JsonObject } from './json.ts';
import { noticeCode } from './notices.ts';

/** A title is a few words. A longer text is cut. */
const MAX_TITLE_LENGTH = 200;

/** Only the start of a page is searched: its title and its error code stand there. */
const MAX_SEARCHED_LENGTH = 16_384;

/**
 * The error of an answer that is not the API's envelope. It comes from Cloudflare's edge, which
 * stands before the API, or from a proxy on the way. `problem` is RFC 9457 JSON; null: the body is a
 * page or a line of text. The code is the edge's (1020, for example), or else the HTTP status. Null
 * if it says nothing.
 */
export function decodeEdgeResponse(
  { status, body }: UpstreamResponse,
  problem: JsonObject | null,
): CloudflareNotice | null {
  const { code, title } = problem === null ? readPage(body) : readProblem(problem);
  const message = cleanTitle(title);
  if (message === '' && code === null) return null;
  return {
    // Only a failure has an error code: a page at 200 may quote any number.
    code: status >= 400 && code !== null ? code : status,
    message: message === '' ? `Error ${code}` : message,
  };
}

interface EdgeError {
  readonly code: number | null;
  readonly title: string;
}

/** Problem details of RFC 9457, with Cloudflare's `error_code` (since March 2026). */
function readProblem(problem: JsonObject): EdgeError {
  const { title } = problem;
  return { code: noticeCode(problem['error_code']), title: typeof title === 'string' ? title : '' };
}

// All repetitions are bounded: the page may be hostile.
const TITLE = /<title[^>]{0,100}>([^<]{1,1000})/i;
/** `error code: 1020` as text; `<span class="cf-error-code">1020</span>` in a page. */
const ERROR_CODE = /\berror(?:[ _-]code)?(?::|">)? {0,5}(\d{3,4})\b/i;

const MARKUP_OR_JSON = /[<{[]/;

/** The title of a page; or the whole text, if it is neither markup nor JSON. */
function readPage(body: string): EdgeError {
  const text = body.slice(0, MAX_SEARCHED_LENGTH);
  const [, code] = ERROR_CODE.exec(text) ?? [];
  const [, title = MARKUP_OR_JSON.test(text) ? '' : text] = TITLE.exec(text) ?? [];
  return { code: code === undefined ? null : Number(code), title };
}

/** Control characters, line breaks, and characters that change the direction of text. */
const UNPRINTABLE = /[\p{C}\p{Z}]+/gu;

function cleanTitle(title: string): string {
  const oneLine = title.replace(UNPRINTABLE, ' ').trim();
  return oneLine.slice(0, MAX_TITLE_LENGTH);
}
