import type { Token as TokenShape } from '../model/token.ts';
import type { Edge } from '../pagination/connection.ts';
import { builder } from './builder.ts';
import { COUNTED_BY_CONNECTION } from './cost.ts';
import { PageInfo } from './page-info.ts';
import { Token } from './token.ts';
import { TokenEdge } from './token-edge.ts';
import { TokenSummary } from './token-summary.ts';
import type { TokenConnectionShape } from './tokens.ts';

export const TokenConnection = builder
  .objectRef<TokenConnectionShape>('TokenConnection')
  .implement({
    description: 'One page of the list of tokens.',
    fields: (t) => ({
      edges: t.expose('edges', {
        type: [TokenEdge],
        nullable: false,
        extensions: { cost: COUNTED_BY_CONNECTION },
        description: 'The rows of this page with their cursors, in the order of the list.',
      }),
      nodes: t.field({
        type: [Token],
        nullable: { list: false, items: true },
        extensions: { cost: COUNTED_BY_CONNECTION },
        description: "The edges' nodes, without cursors.",
        // A row that cannot be read is a Failure. The executor reports it at the item's own path;
        // Pothos's types know only tokens.
        resolve: ({ edges }) => edges.map(({ node }: Edge) => node as TokenShape),
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
          'Counts over the whole list, after `filter`, whatever the page. Reads all of the list: one ' +
          'call for each 50 tokens.',
        resolve({ summary }) {
          if (summary === undefined) throw new Error('a summary was selected but not made');
          return summary;
        },
      }),
    }),
  });
