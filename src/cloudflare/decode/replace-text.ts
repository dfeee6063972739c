/** To search takes time for each character of a longer text, in a body that has almost the text again and again. */
const SEARCHED_LENGTH = 40;

/** How often the start of the text may stand in a body. */
const MAX_STARTS = 100;

/**
 * Replaces a text wherever it stands in a body, as it is or with any character as an escape of
 * JSON. Null: its start stands there too often, so that to go on would take long.
 */
export function replaceText(body: string, text: string, replacement: string): string | null {
  const escaped = mayEscape(body) ? replaceEscaped(body, text, replacement) : body;
  // Also after that: what is no JSON may have the text where an escape seems to be.
  return escaped === null ? null : replacePlain(escaped, text, replacement);
}

/** A body without the text stays as it is. */
function replaceEscaped(body: string, text: string, replacement: string): string | null {
  const plain = withoutEscapes(body);
  const replaced = replacePlain(plain, text, replacement);
  return replaced === plain ? body : replaced;
}

function replacePlain(body: string, text: string, replacement: string): string | null {
  const start = text.slice(0, SEARCHED_LENGTH);
  const parts: string[] = [];
  let copied = 0;
  let starts = 0;
  let found = body.indexOf(start);
  while (found !== -1) {
    starts += 1;
    if (starts > MAX_STARTS) return null;
    let next = found + 1;
    if (body.startsWith(text, found)) {
      next = found + text.length;
      parts.push(body.slice(copied, found), replacement);
      copied = next;
    }
    found = body.indexOf(start, next);
  }
  return parts.length === 0 ? body : parts.join('') + body.slice(copied);
}

/** JSON may spell any character as `\u0041`, and a slash as `\/`. */
function mayEscape(body: string): boolean {
  return body.includes('\\u00') || body.includes('\\/');
}

const UNICODE_ESCAPE_LENGTH = 6;
const SHORT_ESCAPE_LENGTH = 2;

/**
 * The same JSON with fewer escapes: characters below U+0100 that JSON allows in a text stand there
 * as they are. Each escape is read whole, so that the second half of `\\` begins none.
 */
function withoutEscapes(json: string): string {
  let plain = '';
  let copied = 0;
  let backslash = json.indexOf('\\');
  while (backslash !== -1) {
    const isUnicode = json[backslash + 1] === 'u';
    const end = backslash + (isUnicode ? UNICODE_ESCAPE_LENGTH : SHORT_ESCAPE_LENGTH);
    const character = isUnicode
      ? latinCharacter(json.slice(backslash + 2, end))
      : json[backslash + 1];
    const isNeeded = character === null || (!isUnicode && character !== '/');
    if (!isNeeded) {
      plain += json.slice(copied, backslash) + character;
      copied = end;
    }
    backslash = json.indexOf('\\', isNeeded ? backslash + SHORT_ESCAPE_LENGTH : end);
  }
  return plain + json.slice(copied);
}

const LATIN_CODE = /^00[2-9a-f][\da-f]$/i;

/** Null for what is no code, and for characters that JSON must escape. */
function latinCharacter(code: string): string | null {
  if (!LATIN_CODE.test(code)) return null;
  const character = String.fromCharCode(Number.parseInt(code, 16));
  return character === '"' || character === '\\' ? null : character;
}
