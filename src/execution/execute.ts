import type { GraphQLError } from 'graphql';

import { JsonWriter, OutputTooLarge } from './json-writer.ts';
import { toItems } from './lists.ts';
import { isPromiseLike } from './promises.ts';
import {
  asExecutionError,
  type Bounds,
  type CompiledField,
  type ExecutionContext,
  resolveField,
  writeFields,
} from './write-fields.ts';

export interface Execution {
  /** JSON: an object with the one property `data`. It is null where an error propagated to the root. */
  readonly body: Buffer;
  readonly errors: readonly GraphQLError[];
  /** How many errors there were beside these. */
  readonly errorsOmitted: number;
}

const UNBOUNDED: Bounds = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxFields: Number.POSITIVE_INFINITY,
  maxErrors: Number.POSITIVE_INFINITY,
};

/** All executions share one writer: nothing is awaited between the first byte and the last. */
const out = new JsonWriter();

/**
 * Executes the fields of a query. Root fields, and the items of their lists,
 * may be promises. The values below them are there already, and are written
 * without a pause.
 */
export async function execute(
  fields: readonly CompiledField[],
  context: unknown,
  variables: ExecutionContext['variables'],
  bounds: Bounds = UNBOUNDED,
): Promise<Execution> {
  const execution: ExecutionContext = {
    context,
    out,
    variables,
    indexes: [],
    errors: [],
    bounds,
    errorsOmitted: 0,
    fieldCount: 0,
  };
  const values = await Promise.all(
    fields.map((field) => settle(field, resolveField(field, undefined, execution))),
  );
  out.start(bounds.maxBytes);
  out.raw(BEFORE_DATA);
  try {
    writeFields(fields, values, execution);
  } catch (error) {
    if (error instanceof OutputTooLarge) throw error;
    // It made all of the data null, so it comes first.
    execution.errors.unshift(error as GraphQLError);
    out.length = BEFORE_DATA.length;
    out.raw(NO_DATA);
  }
  out.raw(AFTER_DATA);
  const { errors, errorsOmitted } = execution;
  return { body: out.take(), errors, errorsOmitted };
}

const BEFORE_DATA = Buffer.from('{"data":');
const NO_DATA = Buffer.from('null');
const AFTER_DATA = Buffer.from('}');

/** Waits for a value, and for the items of a list. A rejected promise becomes its error. */
async function settle({ isList }: CompiledField, promise: unknown): Promise<unknown> {
  try {
    const value = await promise;
    const items = isList ? toItems(value) : null;
    if (items === null) return value;
    return items.some(isPromiseLike) ? await Promise.all(items.map(settleItem)) : items;
  } catch (error) {
    return asExecutionError(error);
  }
}

async function settleItem(promise: unknown): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return asExecutionError(error);
  }
}
