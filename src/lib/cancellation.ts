type Listener = () => void;

/**
 * Tells what is under way that nobody waits for it any more, and why. Inside it
 * stands for `AbortController` and `AbortSignal`: those are event targets, and
 * the five of them that one call takes were measured to cost a fifteenth of the
 * whole request.
 */
export class Cancellation {
  #isCancelled = false;
  #reason: unknown;
  readonly #listeners = new Set<Listener>();
  readonly #release: Listener | null;

  /** With a parent, it is cancelled when that is, too, until it is released. */
  constructor(parent?: Cancellation) {
    this.#release = parent === undefined ? null : this.#follow(parent);
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** Once: what comes later changes nothing. */
  cancel(reason: unknown): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#reason = reason;
    // One that another takes away is not called any more.
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  release(): void {
    this.#release?.();
  }

  throwIfCancelled(): void {
    if (this.#isCancelled) throw this.#reason;
  }

  /**
   * A promise that `start` settles, unless this is cancelled first: then it is
   * rejected with the reason, and what `start` returned is called to clear up.
   * While it begins, `start` must not cancel it.
   */
  unlessCancelled<T>(
    start: (resolve: (value: T) => void, reject: (error: unknown) => void) => Listener,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      this.throwIfCancelled();
      let clearUp: Listener | undefined;
      const giveUp = () => {
        clearUp?.();
        reject(this.#reason);
      };
      this.#listeners.add(giveUp);
      clearUp = start(
        (value) => {
          this.#listeners.delete(giveUp);
          resolve(value);
        },
        (error) => {
          this.#listeners.delete(giveUp);
          reject(error);
        },
      );
    });
  }

  #follow(parent: Cancellation): Listener {
    const follow = () => this.cancel(parent.#reason);
    if (parent.#isCancelled) follow();
    else parent.#listeners.add(follow);
    return () => void parent.#listeners.delete(follow);
  }
}
