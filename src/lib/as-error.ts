/** DataLoader takes an Error in the place of a value, so one key's failure is not its neighbours'. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
