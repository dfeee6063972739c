const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/**
 * V8 has more than four internal kinds of strings, too many for its inline
 * cache of a method. With the method looked up once, here, a character costs a
 * quarter (measured).
 */
const { charCodeAt } = String.prototype;

const START_BYTES = 64 * 1024;
/** A buffer that a long answer made longer than this is not reused. */
const MAX_REUSED_BYTES = 1024 * 1024;

/** Thrown where an output would become larger than it may. The message is the limit: `1000 bytes`. */
export class OutputTooLarge extends Error {
  override readonly name = 'OutputTooLarge';
}

/** UTF-8 needs at most three bytes for one unit of a string. */
const BYTES_PER_UNIT = 3;

/**
 * Writes JSON as bytes. It costs half of making an object, its JSON text and
 * the text's bytes one after the other (measured). To take back what was
 * written last, set `length` to an earlier value.
 */
export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(START_BYTES);
  #maxBytes = Number.POSITIVE_INFINITY;
  /** The end of the buffer, or of what may be written. */
  #end = START_BYTES;
  /** In bytes. */
  length = 0;

  /** Starts an output of at most `maxBytes`. */
  start(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#empty();
  }

  /** Bytes that are JSON already. For a few bytes, a loop is faster than a call into V8. */
  raw(json: Uint8Array): void {
    this.#reserve(json.length);
    const bytes = this.#bytes;
    let end = this.length;
    for (let index = 0; index < json.length; index++) bytes[end++] = json[index] as number;
    this.length = end;
  }

  /** One character of JSON's punctuation. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = code;
  }

  string(text: string): void {
    const { length } = text;
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let end = this.length;
    bytes[end++] = QUOTE;
    for (let index = 0; index < length; index++) {
      const unit = charCodeAt.call(text, index);
      const isPlain =
        unit >= FIRST_PRINTABLE && unit <= LAST_PRINTABLE && unit !== QUOTE && unit !== BACKSLASH;
      if (!isPlain) {
        this.value(text);
        return;
      }
      bytes[end++] = unit;
    }
    bytes[end++] = QUOTE;
    this.length = end;
  }

  /** Any value that JSON can express. */
  value(value: unknown): void {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw new Error(`JSON cannot express a ${typeof value}.`);
    const mostBytes = json.length * BYTES_PER_UNIT;
    const isNearEnd = this.length + mostBytes > this.#maxBytes;
    this.#reserve(isNearEnd ? Buffer.byteLength(json) : mostBytes);
    this.length += this.#bytes.write(json, this.length);
  }

  /** Returns a copy of everything written, and empties the writer. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.length);
    this.#bytes.copy(taken, 0, 0, this.length);
    this.#empty();
    return taken;
  }

  #empty(): void {
    this.length = 0;
    if (this.#bytes.length > MAX_REUSED_BYTES) this.#bytes = Buffer.allocUnsafeSlow(START_BYTES);
    this.#end = Math.min(this.#bytes.length, this.#maxBytes);
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#end) return;
    if (needed > this.#maxBytes) throw new OutputTooLarge(`${this.#maxBytes} bytes`);
    const longer = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(longer, 0, 0, this.length);
    this.#bytes = longer;
    this.#end = Math.min(longer.length, this.#maxBytes);
  }
}
