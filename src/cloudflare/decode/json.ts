/**
 * Decodes `unknown` JSON. Each decoder returns the decoded value or throws a `DecodeError`. Every
 * level adds its own step to the error's path on the way out, so the path costs nothing while
 * nothing is wrong.
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  #path = '';

  constructor(expected: string, found: unknown) {
    super(`expected ${expected}, got ${typeName(found)}`);
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

/** For identifiers: an empty one cannot be looked up. */
export function nonEmptyString(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new DecodeError('a non-empty string', value);
}

export function object(value: unknown): JsonObject {
  const found = asJsonObject(value);
  if (found !== null) return found;
  throw new DecodeError('an object', value);
}

/** Null if it is not an object. */
export function asJsonObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** An object of entries by name. PHP writes one without entries as `[]`. */
export function map(value: unknown): JsonObject {
  return object(isEmptyArray(value) ? {} : value);
}

/** Null if it is not a map. */
export function asMap(value: unknown): JsonObject | null {
  return isEmptyArray(value) ? {} : asJsonObject(value);
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

export function array(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new DecodeError('an array', value);
}

/** Absent and null mean the same in this API. */
export function optional<T>(decode: Decoder<T>): Decoder<T | null> {
  return (value) => (value === undefined || value === null ? null : decode(value));
}

export function arrayOf<T>(decode: Decoder<T>): Decoder<readonly T[]> {
  return (value) => array(value).map((item, index) => decodeItem(index, decode, item));
}

export function field<T>(from: JsonObject, key: string, decode: Decoder<T>): T {
  return decodeAt(key, decode, from[key]);
}

/** Decodes a value, and adds `step` to the path of an error. */
export function decodeAt<T>(step: string, decode: Decoder<T>, value: unknown): T {
  try {
    return decode(value);
  } catch (error) {
    throw addStep(error, step);
  }
}

/** A longer key is cut in the error's path. Resource names are shorter. */
const MAX_KEY_LENGTH = 120;

/** The same with a step in brackets: for the index of an array, or a key that may contain dots. */
export function decodeItem<T>(key: number | string, decode: Decoder<T>, value: unknown): T {
  try {
    return decode(value);
  } catch (error) {
    const step = typeof key === 'string' ? key.slice(0, MAX_KEY_LENGTH) : key;
    throw addStep(error, `[${JSON.stringify(step)}]`);
  }
}

function addStep(error: unknown, step: string): unknown {
  return error instanceof DecodeError ? error.within(step) : error;
}

/** The type of a value, never the value itself: error messages may be logged. */
function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
