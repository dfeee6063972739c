import type { Token as TokenShape } from '../model/token.ts';
import type { Edge } from '../pagination/connection.ts';
import { AccountToken } from './account-token.ts';
import { builder, type ObjectRefOf } from './builder.ts';
import { Token } from './token.ts';

/** The edges of a connection, for tokens of one type. */
function edgeOf<T extends TokenShape>(name: string, node: ObjectRefOf<T>) {
  return builder.objectRef<Edge>(name).implement({
    description: 'One row of the list: a token and its cursor.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        nullable: false,
        description:
          'The position of this row, for `after` and `before`. Opaque, at most 64 URL-safe ' +
          'characters (1,024 in a list ordered by name). It belongs to the order and list it came from.',
      }),
      node: t.field({
        type: node,
        description:
          "The token. Null, with an error at this path, where Cloudflare's row cannot be read; its " +
          'neighbours are unharmed.',
        // The executor treats a returned Failure as thrown; Pothos's types know only tokens.
        resolve: ({ node: row }: Edge) => row as never,
      }),
    }),
  });
}

export const TokenEdge = edgeOf('TokenEdge', Token);
export const AccountTokenEdge = edgeOf('AccountTokenEdge', AccountToken);
