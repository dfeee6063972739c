import { Failure } from '../model/failure.ts';

/** Two filters of the largest size over a list of the largest length; some 0.7 s of CPU time. */
const MAX_CHECKS = 1_000_000;

/** To sort a row, or to count it in a summary, takes as long as so many conditions. */
export const CHECKS_OF_ORDER_OR_SUMMARY = 10;

/** Counts checks before they are made. Throws if the operation makes too many. */
export type CountChecks = (checks: number) => void;

/**
 * The checks of one operation. Each filter has a limit of its own, but an operation may have many
 * filters, and lists of many accounts.
 */
export function createCountChecks(): CountChecks {
  let count = 0;
  return (checks) => {
    count += checks;
    if (count <= MAX_CHECKS) return;
    const message =
      `This operation exceeds the limit of ${MAX_CHECKS} on checks of rows: a filter checks each ` +
      `row of its list once for each condition, and an order or a summary counts as ` +
      `${CHECKS_OF_ORDER_OR_SUMMARY} conditions. Ask for fewer of them in one operation.`;
    throw new Failure('BAD_USER_INPUT', message);
  };
}
