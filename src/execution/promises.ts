export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

/**
 * The error for a promise where the compiled path cannot wait for one. The
 * promise is given a handler: a rejection that nobody handles ends the process.
 */
export function promiseError(coordinate: string, promise: PromiseLike<unknown>): Error {
  handleRejection(promise);
  return new Error(
    `${coordinate} is a promise. Only root fields and the items of their lists can be asynchronous.`,
  );
}

export function handleRejection(promise: PromiseLike<unknown>): void {
  Promise.resolve(promise).catch(() => {});
}
