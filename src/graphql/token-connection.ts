import type { Token as TokenShape } from '../model/token.ts';
import type { Edge } from '../pagination/connection.ts';
import { AccountToken } from './account-token.ts';
import { builder, type ObjectRefOf } from './builder.ts';
import { COUNTED_BY_CONNECTION } from './cost.ts';
import { PageInfo } from './page-info.ts';
import type { TokenConnectionShape } from './resolve-tokens.ts';
import { Token } from './token.ts';
import { AccountTokenEdge, TokenEdge } from './token-edge.ts';
import { TokenSummary } from './token-summary.ts';

function connectionType<T extends TokenShape>(
  name: string,
  edge: ObjectRefOf<Edge>,
  node: ObjectRefOf<T>,
) {
  return builder.objectRef<TokenConnectionShape>(name).implement({
    description: 'One page of the list of tokens.',
    fields: (t) => ({
      edges: t.expose('edges', {
        type: [edge],
        nullable: false,
        extensions: { cost: COUNTED_BY_CONNECTION },
        description: 'The rows of this page with their cursors, in the order of the list.',
      }),
      nodes: t.field({
        type: [node],
        nullable: { list: false, items: true },
        extensions: { cost: COUNTED_BY_CONNECTION },
        description: "The edges' nodes, without cursors.",
        // A row that cannot be read is a Failure. The executor reports it at the item's own path;
        // Pothos's types know only tokens.
        resolve: ({ edges }) => edges.map(({ node: row }: Edge) => row as never),
      }),
      pageInfo: t.expose('pageInfo', {
        type: PageInfo,
        nullable: false,
        description: 'Whether the list has more pages, and the cursors that lead to them.',
      }),
      totalCount: t.exposeInt('totalCount', {
        description:
          'How many tokens the whole list holds, after `filter`; null where Cloudflare did not say.',
      }),
      summary: t.field({
        type: TokenSummary,
        nullable: false,
        description:
          'Counts over the whole list, after `filter`, not over the page. Reads all of the list: one ' +
          'call for each 50 tokens.',
        resolve({ summary }) {
          if (summary === undefined) throw new Error('a summary was selected but not made');
          return summary;
        },
      }),
    }),
  });
}

export const TokenConnection = connectionType('TokenConnection', TokenEdge, Token);
export const AccountTokenConnection = connectionType(
  'AccountTokenConnection',
  AccountTokenEdge,
  AccountToken,
);
