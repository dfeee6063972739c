import { builder } from '../builder.ts';

builder.scalarType('_Any', {
  description:
    'A reference by which a router asks for an entity: an object with its `__typename` and the ' +
    'fields of its key.',
  serialize: (value) => value,
});
