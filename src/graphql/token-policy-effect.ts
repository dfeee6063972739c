import { builder } from './builder.ts';

export const TokenPolicyEffect = builder.enumType('TokenPolicyEffect', {
  description: 'Whether a policy allows or denies what its permission groups name.',
  values: {
    ALLOW: { description: 'The policy allows the operations.' },
    DENY: { description: 'The policy denies the operations.' },
    UNKNOWN: { description: 'Cloudflare reported an effect that this version does not know.' },
  } as const,
});
