const SMALLEST_STORE = 1_024;

/**
 * Joins the parts of a body as they come. A list of parts would take hundreds of bytes for each, and a
 * sender may cut a body into single bytes. A single part, the usual case, is not copied.
 */
export class ByteCollector {
  readonly #maxBytes: number;
  #store: Buffer = NO_BYTES;
  #length = 0;

  /** `maxBytes`: no body is longer. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** False if the part does not fit: nothing is stored any more. */
  add(part: Uint8Array): boolean {
    const length = this.#length + part.length;
    if (length > this.#maxBytes) {
      this.clear();
      return false;
    }
    if (this.#length === 0) this.#store = Buffer.from(part.buffer, part.byteOffset, part.length);
    else {
      // A store that is the first part has no room left, so nothing is written behind it.
      if (length > this.#store.length) this.#grow(length);
      this.#store.set(part, this.#length);
    }
    this.#length = length;
    return true;
  }

  bytes(): Buffer {
    return this.#store.subarray(0, this.#length);
  }

  clear(): void {
    this.#store = NO_BYTES;
    this.#length = 0;
  }

  #grow(length: number): void {
    const size = Math.min(this.#maxBytes, Math.max(SMALLEST_STORE, length * 2));
    const store = Buffer.allocUnsafeSlow(size);
    store.set(this.bytes());
    this.#store = store;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** Reads the body of a `fetch` response. Rejects with a RangeError if it has more than `maxBytes`. */
export async function readWithin({ body }: Response, maxBytes: number): Promise<Buffer> {
  const received = new ByteCollector(maxBytes);
  // To leave the loop cancels the rest of the body.
  for await (const chunk of body ?? []) {
    if (!received.add(chunk)) throw new RangeError(`more than ${maxBytes} bytes`);
  }
  return received.bytes();
}
