import type { GraphQLError } from 'graphql';

import { asError, type CompiledField, type Run, resolveField, writeFields } from './compile.ts';
import { JsonWriter } from './json-writer.ts';

export interface Execution {
  /** JSON: an object whose only property is `data`, which is null where an error reached the root. */
  readonly body: Buffer;
  readonly errors: readonly GraphQLError[];
}

/** One for all: between its first byte and its last nothing is awaited. */
const out = new JsonWriter();

/**
 * Executes the fields of a query. What is asynchronous ends at the root: its
 * fields, and the items of their lists, may be promises; what hangs below them
 * is there already, and is written in one go.
 */
export async function execute(
  fields: readonly CompiledField[],
  context: unknown,
  variables: Run['variables'],
): Promise<Execution> {
  const run: Run = { context, out, variables, indexes: [], errors: [] };
  const resolved = await Promise.all(
    fields.map((field) => settle(resolveField(field, undefined, run))),
  );
  const settled = fields.map((field, index) => ({
    ...field,
    property: null,
    resolve: () => resolved[index],
  }));
  out.raw(BEFORE_DATA);
  try {
    writeFields(settled, undefined, run);
  } catch (error) {
    run.errors.push(error as GraphQLError);
    out.length = BEFORE_DATA.length;
    out.raw(NO_DATA);
  }
  out.raw(AFTER_DATA);
  return { body: out.take(), errors: run.errors };
}

const BEFORE_DATA = Buffer.from('{"data":');
const NO_DATA = Buffer.from('null');
const AFTER_DATA = Buffer.from('}');

/** Waits for a value, and for the items of a list; one that fails becomes its error. */
async function settle(promised: unknown): Promise<unknown> {
  const value = await Promise.resolve(promised).catch(asError);
  if (!Array.isArray(value) || !value.some(isPromise)) return value;
  return Promise.all(value.map((item) => Promise.resolve(item).catch(asError)));
}

function isPromise(value: unknown): boolean {
  return value instanceof Promise;
}
