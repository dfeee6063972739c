/** How the text of a setting is read, and the words for a wrong one. */
export interface Format<T> {
  /** Completes "expected …" in the message about a wrong value. */
  readonly expected: string;
  /** Null for a wrong value. */
  readonly parse: (text: string) => T | null;
}

export function anyText(expected = 'a text'): Format<string> {
  return { expected, parse: (text) => text };
}

export function matching(pattern: RegExp, expected: string): Format<string> {
  return { expected, parse: (text) => (pattern.test(text) ? text : null) };
}

export function wholeNumber(min: number, max: number): Format<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : null;
    },
  };
}

export function oneOf<const T extends string>(words: readonly T[]): Format<T> {
  const quoted = words.map((word) => `"${word}"`);
  return {
    expected: `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`,
    parse: (text) => words.find((word) => word === text) ?? null,
  };
}

export function onOrOff(): Format<boolean> {
  const { expected, parse } = oneOf(['on', 'off']);
  return {
    expected,
    parse(text) {
      const word = parse(text);
      return word === null ? null : word === 'on';
    },
  };
}

/** Parses to the URL without the slash at the end, so that a path can follow. */
export function httpUrl(): Format<string> {
  return {
    expected: 'an http or https URL without credentials, query or fragment',
    parse(text) {
      if (!URL.canParse(text)) return null;
      const { protocol, username, password, search, hash, href } = new URL(text);
      const isPlain = username === '' && password === '' && search === '' && hash === '';
      return isPlain && /^https?:$/.test(protocol) ? href.replace(/\/+$/, '') : null;
    },
  };
}

/** A user, a password and the number of a database are parts of it. */
export function redisUrl(): Format<string> {
  return {
    expected: 'a redis or rediss URL with a host',
    parse(text) {
      if (!URL.canParse(text)) return null;
      const { protocol, hostname } = new URL(text);
      return /^rediss?:$/.test(protocol) && hostname !== '' ? text : null;
    },
  };
}

const SHA_256 = /^[0-9a-f]{64}$/i;

export function sha256Hashes(): Format<readonly string[]> {
  return {
    expected: 'SHA-256 hashes in hexadecimal, separated by commas or line breaks',
    parse: (text) => listOf(text, (item) => (SHA_256.test(item) ? item.toLowerCase() : null)),
  };
}

/** Origins as browsers write them in the header `Origin`. */
export function origins(): Format<readonly string[]> {
  return {
    expected: 'origins such as https://app.example.com, separated by commas or line breaks',
    parse: (text) => listOf(text, originOf),
  };
}

function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text ? text : null;
}

/** Items are separated by a comma, a line break or both. Null if one item is wrong. */
function listOf(text: string, parse: (item: string) => string | null): readonly string[] | null {
  const items = text.split(/,\s*|\s*\n\s*/).map((item) => parse(item.trim()));
  return items.every((item) => item !== null) ? items : null;
}
