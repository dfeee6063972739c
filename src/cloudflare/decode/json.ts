/**
 * ReadRequest `unknown` JSON: each reader returns what it read or throws a
 * `DecodeError`, to which every level on the way out adds its own step, so that
 * the path costs nothing while everything is well.
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  #path = '';

  constructor(expected: string, found: unknown) {
    super(`expected ${expected}, got ${nameOf(found)}`);
  }

  /** `result[4].policies[0].effect: expected a string, got null` */
  get report(): string {
    return `${this.#path}: ${this.message}`;
  }

  within(step: string): this {
    const joint = this.#path === '' || this.#path.startsWith('[') ? '' : '.';
    this.#path = `${step}${joint}${this.#path}`;
    return this;
  }
}

export type Decoder<T> = (value: unknown) => T;
export type JsonObject = Readonly<Record<string, unknown>>;

export function string(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new DecodeError('a string', value);
}

/** An identifier: nothing can be looked up by an empty one. */
export function id(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new DecodeError('a non-empty string', value);
}

export function object(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new DecodeError('an object', value);
}

export function array(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new DecodeError('an array', value);
}

/** Absent and null are the same on this endpoint: neither says anything. */
export function optional<T>(read: Decoder<T>): Decoder<T | null> {
  return (value) => (value === undefined || value === null ? null : read(value));
}

export function listOf<T>(read: Decoder<T>): Decoder<readonly T[]> {
  return (value) => array(value).map((item, index) => inBrackets(index, read, item));
}

export function field<T>(from: JsonObject, key: string, read: Decoder<T>): T {
  return within(key, read, from[key]);
}

export function within<T>(step: string, read: Decoder<T>, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    throw placed(error, step);
  }
}

/** An item of a list, or what stands under a name that holds dots. */
export function inBrackets<T>(key: number | string, read: Decoder<T>, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    throw placed(error, `[${JSON.stringify(key)}]`);
  }
}

function placed(error: unknown, step: string): unknown {
  return error instanceof DecodeError ? error.within(step) : error;
}

/** The kind of a value, never the value: a message may end in a log. */
function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
