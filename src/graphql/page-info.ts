import type { Connection } from '../pagination/connection.ts';
import { builder } from './builder.ts';

export const PageInfo = builder.objectRef<Connection['pageInfo']>('PageInfo').implement({
  description:
    'The position of a page in its list, as the Relay cursor connections specification defines it.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      nullable: false,
      description:
        'Whether the list has rows after the last edge. Exact in both directions of paging.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description:
        'Whether the list has rows before the first edge. Exact in both directions of paging.',
    }),
    startCursor: t.exposeString('startCursor', {
      description: 'The cursor of the first edge; null where the page is empty.',
    }),
    endCursor: t.exposeString('endCursor', {
      description:
        'The cursor of the last edge: pass it as `after` for the next page. Null where the page is empty.',
    }),
  }),
});
