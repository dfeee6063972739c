import { isAccountToken, type Token } from '../model/token.ts';
import { builder } from './builder.ts';

/** The type of a token in the schema. Tokens are the only nodes. */
export function tokenTypeName(token: Token): 'Token' | 'AccountToken' {
  return isAccountToken(token) ? 'AccountToken' : 'Token';
}

export const Node = builder.interfaceRef<Token>('Node').implement({
  description: 'An object that `node` can fetch again by its id alone.',
  resolveType: tokenTypeName,
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'The id, unique among all nodes.',
      resolve: ({ id }) => id,
    }),
  }),
});
