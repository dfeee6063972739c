import { builder } from './builder.ts';

export const ResourceCoverage = builder.enumType('ResourceCoverage', {
  description: 'How much a resource name covers.',
  values: {
    ALL: { description: 'All accounts, all zones, all users: a wildcard that names no account.' },
    ALL_IN_ACCOUNT: { description: 'All zones (or buckets, …) of one account.' },
    ONE: { description: 'One thing.' },
    UNKNOWN: { description: 'The name is in no known form.' },
  } as const,
});
