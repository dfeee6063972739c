import { extendSchema, type GraphQLSchema, getNamedType, isObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';

import { isAsynchronous } from '../../src/graphql/asynchronous.ts';
import { schema } from '../../src/graphql/schema.ts';

/** The connections below the root whose fields do not say that their resolvers make calls. */
function unmarkedConnections(of: GraphQLSchema): readonly string[] {
  return Object.values(of.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type === of.getQueryType()) return [];
    return Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
      .filter((field) => !isAsynchronous(field))
      .map((field) => `${type}.${field.name}`);
  });
}

// The start of the gateway finds only resolvers that are written as `async` functions.
test('every connection below the root is ASYNCHRONOUS', () => {
  expect(unmarkedConnections(schema)).toEqual([]);

  const extended = extendSchema(schema, parse('extend type Zone { lists: TokenConnection! }'));
  expect(unmarkedConnections(extended)).toEqual(['Zone.lists']);
});
