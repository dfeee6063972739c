import type { Token as TokenShape } from '../model/token.ts';
import type { Edge } from '../pagination/connection.ts';
import { builder } from './builder.ts';
import { Token } from './token.ts';

export const TokenEdge = builder.objectRef<Edge>('TokenEdge').implement({
  description: 'A row of the list: a token and its place.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      nullable: false,
      description:
        'The place of this row, for `after` and `before`. Opaque, at most 64 URL-safe characters; ' +
        'it belongs to the order and list it came from.',
    }),
    node: t.field({
      type: Token,
      description:
        "The token. Null, with an error at this path, where Cloudflare's row cannot be read; its " +
        'neighbours are unharmed.',
      // graphql-js takes a returned Failure for a thrown one; Pothos's types know only tokens.
      resolve: ({ node }: Edge) => node as TokenShape,
    }),
  }),
});
