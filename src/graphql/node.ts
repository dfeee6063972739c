import type { Token } from '../model/token.ts';
import { builder } from './builder.ts';

/** Tokens are the only nodes so far. A second kind needs a `resolveType` that can tell the two apart. */
export const Node = builder.interfaceRef<Token>('Node').implement({
  description: 'An object that `node` can fetch again by its id alone.',
  resolveType: () => 'Token',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The id, unique among all nodes.',
      resolve: ({ id }) => id,
    }),
  }),
});
