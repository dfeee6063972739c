const ESCAPE_UNITS = { backslash: 0x5c, slash: 0x2f, u: 0x75 } as const;

/** No character of a credential. */
const NO_UNIT = -1;

const HEX_DIGITS = 4;

/** How the text may be spelled: as it is, or with any character as an escape of JSON, `\u0041` or `\/`. */
export type Spelling = 'plain' | 'escaped';

/**
 * Replaces a text wherever it stands. It reads each character once, by the algorithm of Knuth,
 * Morris and Pratt: a body may be eight million escapes, or almost the text, again and again.
 * `String.includes` took 10 seconds for the one, a regular expression 5 for the other.
 */
export function replaceText(
  body: string,
  text: string,
  replacement: string,
  spelling: Spelling,
): string {
  const lengths = borderLengths(text);
  const wanted = Uint16Array.from(text, (character) => character.charCodeAt(0));
  /** Where the last characters begin, the oldest at `next`. */
  const starts = new Uint32Array(text.length);
  const parts: string[] = [];
  let next = 0;
  let copied = 0;
  let matched = 0;
  for (let end = 0; end < body.length; ) {
    starts[next] = end;
    next = next + 1 === starts.length ? 0 : next + 1;
    let unit = body.charCodeAt(end);
    end += 1;
    if (unit === ESCAPE_UNITS.backslash && spelling === 'escaped') {
      // An escape is read whole, so that the second half of `\\` begins none.
      unit = unescaped(body, end);
      end += body.charCodeAt(end) === ESCAPE_UNITS.u && unit !== NO_UNIT ? 1 + HEX_DIGITS : 1;
    }
    while (matched > 0 && wanted[matched] !== unit) matched = lengths[matched - 1] ?? 0;
    if (wanted[matched] === unit) matched += 1;
    if (matched < wanted.length) continue;
    parts.push(body.slice(copied, starts[next]), replacement);
    copied = end;
    matched = 0;
  }
  return parts.length === 0 ? body : parts.join('') + body.slice(copied);
}

/** For each start of a text: how long its longest end is that is a start of the text, too. */
function borderLengths(text: string): Uint16Array {
  const lengths = new Uint16Array(text.length);
  let length = 0;
  for (let index = 1; index < text.length; index++) {
    while (length > 0 && text[index] !== text[length]) length = lengths[length - 1] ?? 0;
    if (text[index] === text[length]) length += 1;
    lengths[index] = length;
  }
  return lengths;
}

/** The character of an escape, which stands behind its backslash. */
function unescaped(json: string, index: number): number {
  const unit = json.charCodeAt(index);
  if (unit === ESCAPE_UNITS.slash) return unit;
  if (unit !== ESCAPE_UNITS.u) return NO_UNIT;
  let code = 0;
  for (let digit = 1; digit <= HEX_DIGITS; digit++) {
    const value = hexValue(json.charCodeAt(index + digit));
    if (value === NO_UNIT) return NO_UNIT;
    code = code * 16 + value;
  }
  return code;
}

function hexValue(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  // A letter's small form differs in one bit.
  const small = unit | 0x20;
  return small >= 0x61 && small <= 0x66 ? small - 0x61 + 10 : NO_UNIT;
}
