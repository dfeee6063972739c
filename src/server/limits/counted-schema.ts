import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

import { handleRejection } from '../../execution/promises.ts';
import type { ErrorTally } from './error-tally.ts';
import type { ResponseSize } from './response-size.ts';
import { type TypeNames, typeNamesBelow } from './type-names.ts';

/** The part of the context that the fields of a counted schema need. */
export interface CountedContext {
  readonly responseSize: ResponseSize;
  readonly errorTally: ErrorTally;
}

/**
 * Makes each field of a schema count what it adds to its answer. graphql-js
 * makes the whole answer before anything is written, so its size must be
 * counted on the way. Introspection is left out: its answers are bounded by
 * their cost.
 */
export function countedSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve = counted(field);
  }
  return schema;
}

/** `"":` and the comma behind the value. */
const BYTES_BESIDE_VALUE = 4;

function counted({ resolve = defaultFieldResolver }: GraphQLField<unknown, CountedContext>) {
  const counting: typeof resolve = (source, args, context, info) => {
    const { responseSize, errorTally } = context;
    responseSize.add(1, String(info.path.key).length + BYTES_BESIDE_VALUE);
    const value: unknown = resolve(source, args, context, info);
    const typeNames = typeNamesBelow(info);
    if (value instanceof Promise) {
      return value.then((settled) => withItems(settled, responseSize, typeNames, errorTally));
    }
    return withItems(value, responseSize, typeNames, errorTally);
  };
  return counting;
}

/** Adds a value; the errors among the items of a list are counted, too. */
function withItems(
  value: unknown,
  size: ResponseSize,
  typeNames: TypeNames,
  tally: ErrorTally,
): unknown {
  if (!Array.isArray(value)) return addValue(size, value, typeNames);
  const items = value.map((item: unknown) => withTally(item, tally));
  // A rejection that nobody handles ends the process, and an answer that is too large leaves them.
  for (const item of items) if (item instanceof Promise) handleRejection(item);
  return addValue(size, items, typeNames);
}

function withTally(item: unknown, tally: ErrorTally): unknown {
  if (item instanceof Error) return tally.add(item);
  if (!(item instanceof Promise)) return item;
  return item.catch((error: unknown) => {
    throw tally.add(error);
  });
}

/** `true`, `null`, `{}`, most numbers. */
const BYTES_OF_OTHERS = 4;

/** Adds a value without the fields that it may have: text, brackets, and for each item a comma. */
function addValue(size: ResponseSize, value: unknown, typeNames: TypeNames): unknown {
  if (typeof value === 'string') size.add(0, textLength(value));
  else if (Array.isArray(value)) {
    size.add(0, value.length + 2);
    for (const item of value) addValue(size, item, typeNames);
  } else if (value === null || typeof value !== 'object') size.add(0, BYTES_OF_OTHERS);
  else size.add(typeNames.fields, typeNames.bytes + BYTES_OF_OTHERS);
  return value;
}

const PLAIN = /^[ !#-[\]-~]*$/;

function textLength(text: string): number {
  return PLAIN.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
