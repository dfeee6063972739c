import { builder } from '../builder.ts';

builder.scalarType('_Any', {
  description:
    'An entity as a router names it: an object with its `__typename` and the fields of its key.',
  serialize: (value) => value,
});
