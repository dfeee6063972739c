const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/**
 * V8 has more than four kinds of strings, too many to remember where it finds
 * their methods: found once, here, a character costs a quarter.
 */
const { charCodeAt } = String.prototype;

const START_BYTES = 64 * 1024;
/** A buffer that an unusually long answer has made longer than this is not kept for the next one. */
const MAX_KEPT_BYTES = 1024 * 1024;

/** UTF-8 takes at most three bytes for what is one unit of a string. */
const BYTES_PER_UNIT = 3;

/**
 * JSON as the bytes that will be sent. Measured: half of what an object, its
 * text and the text's bytes cost one after the other. What was written last is
 * taken back by setting `length` to what it was.
 */
export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(START_BYTES);
  /** In bytes. */
  length = 0;

  /** Bytes that are JSON already. They are few: a loop is faster than a call into V8. */
  raw(json: Uint8Array): void {
    this.#reserve(json.length);
    const bytes = this.#bytes;
    let end = this.length;
    for (let index = 0; index < json.length; index++) bytes[end++] = json[index] as number;
    this.length = end;
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

  /** Whatever `JSON.stringify` has a text for. */
  value(value: unknown): void {
    const json = JSON.stringify(value);
    this.#reserve(json.length * BYTES_PER_UNIT);
    this.length += this.#bytes.write(json, this.length);
  }

  /** A copy of what was written; the writer begins anew. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.length);
    this.#bytes.copy(taken, 0, 0, this.length);
    this.length = 0;
    if (this.#bytes.length > MAX_KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(START_BYTES);
    return taken;
  }

  #reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.#bytes.length) return;
    const longer = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(longer, 0, 0, this.length);
    this.#bytes = longer;
  }
}
