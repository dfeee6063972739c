/** DataLoader accepts an Error as the result of one key, so the failure of one key does not fail the others. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
