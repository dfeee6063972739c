import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from 'graphql';

import { isPromiseLike, promiseError } from './promises.ts';
import type { Write } from './write-fields.ts';

export function leafWriter(type: GraphQLLeafType, coordinate: string): Write {
  if (isEnumType(type)) return enumWriter(type);
  return (value, { out }) => {
    // A plain object with a `then`: many a scalar would write it as "[object Object]".
    if (typeof value === 'object' && isPromiseLike(value)) throw promiseError(coordinate, value);
    const serialized: unknown = type.serialize(value);
    if (typeof serialized === 'string') out.string(serialized);
    else if (serialized === undefined || serialized === null) {
      throw new Error(
        `${type.name}.serialize returned ${serialized} for a value that is not null.`,
      );
    } else if (isPromiseLike(serialized))
      throw promiseError(`${type.name}.serialize()`, serialized);
    else out.value(serialized);
  };
}

/** The JSON of an enum's values is made once. */
function enumWriter(type: GraphQLEnumType): Write {
  const names = new Map<unknown, Uint8Array>(
    type.getValues().map(({ name, value }) => [value, Buffer.from(JSON.stringify(name))]),
  );
  return (value, { out }) => {
    const name = names.get(value);
    if (name !== undefined) out.raw(name);
    // It throws the error that graphql-js would throw.
    else out.value(type.serialize(value));
  };
}
