import type { Token } from '../model/token.ts';
import { builder } from './builder.ts';

/** Tokens are the only nodes so far; a second kind makes this a union and needs a way to tell them apart. */
export const Node = builder.interfaceRef<Token>('Node').implement({
  description: 'Anything that can be fetched again by its id alone.',
  resolveType: () => 'Token',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The identifier, unique among all nodes.',
      resolve: ({ id }) => id,
    }),
  }),
});
