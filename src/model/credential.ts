import { hash } from 'node:crypto';
import { inspect } from 'node:util';

/** Cloudflare's tokens belong to a user or to an account, and most endpoints accept one family. */
export type TokenFamily = 'user' | 'account';

/**
 * A bearer token that cannot print itself: strings, JSON and `console.log` see only a part of its
 * hash. Only the code that builds the upstream request, and the code that redacts the response,
 * may call `reveal`.
 */
export class Credential {
  readonly #secret: string;
  /** SHA-256 of the secret: safe as a key of caches, loaders and maps. */
  readonly hash: string;

  constructor(secret: string) {
    this.#secret = secret;
    this.hash = hash('sha256', secret, 'base64url');
  }

  /** Whose token it is, by its prefix (documented since 2026); null for the older form, which does not say. */
  get family(): TokenFamily | null {
    if (this.#secret.startsWith('cfut_')) return 'user';
    return this.#secret.startsWith('cfat_') ? 'account' : null;
  }

  reveal(): string {
    return this.#secret;
  }

  toString(): string {
    return `Credential(${this.hash.slice(0, 8)})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** What is enough to find what belongs to a credential. */
export type CredentialHash = Pick<Credential, 'hash'>;
