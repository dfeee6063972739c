import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../pagination/window.ts';
import { builder } from './builder.ts';
import { pageCost } from './cost.ts';
import { SortDirection } from './sort-direction.ts';
import { TokenFilter } from './token-filter.ts';
import { TokenOrderField } from './token-order-field.ts';

/** Of a list of tokens, whoever owns them. */
export const LIST_COST = pageCost({
  sizeArguments: ['first', 'last'],
  defaultSize: DEFAULT_PAGE_SIZE,
  maxSize: MAX_PAGE_SIZE,
});

export const listArguments = builder.args((t) => ({
  first: t.int({
    description: `How many tokens to return from the start of the window. 0 to ${MAX_PAGE_SIZE}.`,
  }),
  after: t.string({ description: 'Start right after this cursor.' }),
  last: t.int({
    description:
      `How many tokens to return from the end of the window. 0 to ${MAX_PAGE_SIZE}. ` +
      'Cannot be combined with `first`.',
  }),
  before: t.string({ description: 'End right before this cursor.' }),
  direction: t.field({
    type: SortDirection,
    defaultValue: 'ASC',
    description: 'The order of the whole list; cursors belong to the order they came from.',
  }),
  includeExpired: t.boolean({
    defaultValue: false,
    description:
      "Also list tokens that expired recently, as Cloudflare's include_expired does. " +
      'Cursors belong to the list they came from.',
  }),
  filter: t.field({
    type: TokenFilter,
    description:
      'Only tokens for which all of this holds. Reads all of the list: one call for each 50 tokens. ' +
      'Cursors belong to the filter they came from.',
  }),
  orderBy: t.field({
    type: TokenOrderField,
    defaultValue: 'CLOUDFLARE',
    description:
      'What the list is sorted by; `direction: DESC` reverses it. Any order but CLOUDFLARE reads all ' +
      'of the list: one call for each 50 tokens. Cursors belong to the order they came from.',
  }),
}));
