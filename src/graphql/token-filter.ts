import type { TokenFilter as TokenFilterShape } from '../inventory/filter.ts';
import { builder } from './builder.ts';
import { IpRestriction } from './ip-restriction.ts';
import { TokenFindingKind } from './token-finding-kind.ts';
import { TokenGrantFilter } from './token-grant-filter.ts';
import { TokenStatus } from './token-status.ts';

export const TokenFilter = builder.inputRef<TokenFilterShape>('TokenFilter');

TokenFilter.implement({
  description:
    'All conditions that are given must hold; null is the same as not given. What a token lacks is ' +
    'not before, after or within anything. A row that cannot be read passes every filter, since ' +
    'nothing can rule it out.',
  fields: (t) => ({
    and: t.field({ type: [TokenFilter], description: 'All of these hold; an empty list does.' }),
    or: t.field({
      type: [TokenFilter],
      description: 'At least one of these holds; an empty list matches nothing.',
    }),
    not: t.field({ type: TokenFilter, description: 'This does not hold.' }),
    status: t.field({ type: [TokenStatus], description: 'The status is one of these.' }),
    nameContains: t.string({
      description: 'Part of the name; case is ignored (Unicode simple case folding).',
    }),
    neverExpires: t.boolean({ description: 'Whether the token has no expiry.' }),
    expiresBefore: t.field({ type: 'DateTime', description: 'Expires before this instant.' }),
    expiresAfter: t.field({ type: 'DateTime', description: 'Expires after this instant.' }),
    expiresWithinDays: t.int({
      description:
        'Expires from now on, within so many days; what has expired already does not count.',
    }),
    neverUsed: t.boolean({ description: 'Whether the token was never used.' }),
    unusedForDays: t.int({
      description: 'Issued at least so many days ago, and not used since then.',
    }),
    issuedBefore: t.field({ type: 'DateTime', description: 'Issued before this instant.' }),
    issuedAfter: t.field({ type: 'DateTime', description: 'Issued after this instant.' }),
    modifiedBefore: t.field({ type: 'DateTime', description: 'Modified before this instant.' }),
    modifiedAfter: t.field({ type: 'DateTime', description: 'Modified after this instant.' }),
    ipRestriction: t.field({
      type: [IpRestriction],
      description: 'From where the token may be used: one of these.',
    }),
    usableFrom: t.field({
      type: 'CIDR',
      description:
        'A single address: may the token be used from there, by its condition? An IPv4-mapped IPv6 ' +
        'address is its IPv4 address. A block in the condition that cannot be read may hold the ' +
        'address.',
    }),
    findings: t.field({
      type: [TokenFindingKind],
      description: 'Has at least one finding of one of these kinds.',
    }),
    grants: t.field({
      type: TokenGrantFilter,
      description: 'At least one policy of the token says all of this.',
    }),
  }),
});
