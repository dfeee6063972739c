import type { FindingCount, StatusCount, Summary } from '../inventory/summary.ts';
import { builder } from './builder.ts';
import { typicalCost } from './cost.ts';
import { FindingSeverity } from './finding-severity.ts';
import { TokenFindingKind } from './token-finding-kind.ts';
import { TokenStatus } from './token-status.ts';

const TokenStatusCount = builder.objectRef<StatusCount>('TokenStatusCount').implement({
  description: 'How many tokens have a status.',
  fields: (t) => ({
    status: t.expose('status', {
      type: TokenStatus,
      description: 'The status; null for tokens of which Cloudflare did not say.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'The number of tokens.' }),
  }),
});

const TokenFindingCount = builder.objectRef<FindingCount>('TokenFindingCount').implement({
  description: 'How many tokens have at least one finding of a kind.',
  fields: (t) => ({
    kind: t.expose('kind', {
      type: TokenFindingKind,
      nullable: false,
      description: 'The kind of finding.',
    }),
    severity: t.expose('severity', {
      type: FindingSeverity,
      nullable: false,
      description: 'The severity of this kind.',
    }),
    count: t.exposeInt('count', { nullable: false, description: 'The number of tokens.' }),
  }),
});

/** Statuses and kinds that occur: most lists have a few of each. */
const TYPICAL_COUNTS = 5;

export const TokenSummary = builder.objectRef<Summary>('TokenSummary').implement({
  description: 'Counts over a whole list, after `filter`.',
  fields: (t) => ({
    total: t.exposeInt('total', { nullable: false, description: 'All rows.' }),
    unreadable: t.exposeInt('unreadable', {
      nullable: false,
      description: 'Rows that cannot be read: they are in `total` and in no other count.',
    }),
    byStatus: t.expose('byStatus', {
      type: [TokenStatusCount],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_COUNTS) },
      description:
        'Each status that occurs, in the order of the enum; tokens without a status come last.',
    }),
    byFinding: t.expose('byFinding', {
      type: [TokenFindingCount],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_COUNTS) },
      description:
        'Tokens with at least one finding of the kind; kinds that occur, in the order of the enum.',
    }),
  }),
});
