import type { UpstreamResponse } from '../types.ts';

/** Shorter bodies are parsed at once: they cannot hold enough to matter. */
const SMALL_LENGTH = 256 * 1024;

/** A token has 10 levels. */
const MAX_LEVELS = 100;

/** Fifty tokens with 300 permission groups each have 150,000. */
const MAX_VALUES = 300_000;

/** Of characters in texts. To look for a credential among them takes time for each one. */
const MAX_ESCAPES = 100_000;

const UNITS = {
  quote: 0x22,
  comma: 0x2c,
  firstBracket: 0x5b,
  backslash: 0x5c,
  open: 0x7b,
  close: 0x7d,
} as const;

/**
 * Refuses a body that would take too long, or too much memory, to parse: 14 MB
 * of brackets blocked the process for 2.8 s and took 816 MB.
 */
export function withinBounds(response: UpstreamResponse): UpstreamResponse {
  const bodyProblem = response.body.length < SMALL_LENGTH ? null : problemOf(response.body);
  return bodyProblem === null ? response : { ...response, body: '', bodyProblem };
}

function problemOf(json: string): string | null {
  if (hasMoreEscapes(json)) return `it has more than ${MAX_ESCAPES} escapes`;
  let levels = 0;
  let values = 0;
  for (let index = 0; index < json.length; index++) {
    const unit = json.charCodeAt(index);
    // Most units outside of texts are digits, letters and spaces.
    if (unit < UNITS.quote || (unit > UNITS.comma && unit < UNITS.firstBracket)) continue;
    if (unit === UNITS.quote) index = endOfText(json, index);
    else if (unit === UNITS.comma) values += 1;
    // `[` and `{`, and then `]` and `}`: each pair differs in one bit.
    else if ((unit | 0x20) === UNITS.open) {
      levels += 1;
      values += 1;
      if (levels > MAX_LEVELS) return `it has more than ${MAX_LEVELS} levels`;
    } else if ((unit | 0x20) === UNITS.close) levels -= 1;
    if (values > MAX_VALUES) return `it has more than ${MAX_VALUES} values`;
  }
  return null;
}

function hasMoreEscapes(json: string): boolean {
  let escapes = 0;
  let backslash = json.indexOf('\\');
  while (backslash !== -1 && escapes <= MAX_ESCAPES) {
    escapes += 1;
    backslash = json.indexOf('\\', backslash + 2);
  }
  return escapes > MAX_ESCAPES;
}

/** The index of the quote that ends a text, or of the last character. */
function endOfText(json: string, start: number): number {
  let end = start;
  do {
    end = json.indexOf('"', end + 1);
    if (end === -1) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0;
  while (json.charCodeAt(quote - 1 - backslashes) === UNITS.backslash) backslashes += 1;
  return backslashes % 2 === 1;
}
