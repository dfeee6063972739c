import type { Limits } from './limits.ts';

/** The size of one answer so far, in fields and in bytes of JSON. */
export class ResponseSize {
  readonly #limits: Limits;
  #bytes = 0;
  #fields = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The limit that the answer exceeds: `1000 bytes`; null if it exceeds none. */
  get exceeded(): string | null {
    const { responseBytes, responseFields } = this.#limits;
    if (this.#bytes > responseBytes) return `${responseBytes} bytes`;
    return this.#fields > responseFields ? `${responseFields} fields` : null;
  }

  /** Throws once the answer is too large, and then for every field that is left. */
  add(fields: number, bytes: number): void {
    this.#fields += fields;
    this.#bytes += bytes;
    const { responseBytes, responseFields } = this.#limits;
    if (this.#bytes > responseBytes || this.#fields > responseFields) throw TOO_LARGE;
  }
}

/** One for all: `use-graphql-js.ts` replaces the errors that are made of it. */
const TOO_LARGE = new Error('The answer is too large.');
