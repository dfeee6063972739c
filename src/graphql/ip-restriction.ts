import { builder } from './builder.ts';

export const IpRestriction = builder.enumType('IpRestriction', {
  description: 'From where a token may be used.',
  values: {
    NONE: {
      description:
        'From anywhere: no condition, or an `in` list whose blocks together let every IPv4 or every ' +
        'IPv6 address through, and nothing excluded.',
    },
    DENYLIST: { description: 'From anywhere but the excluded addresses.' },
    ALLOWLIST: {
      description:
        'From the listed addresses only. Whether `notIn` excludes all of them is not computed.',
    },
    BLOCKS_ALL: { description: 'From nowhere: an empty `in` list.' },
  } as const,
});
