import { builder } from './builder.ts';

export const TokenPolicyEffect = builder.enumType('TokenPolicyEffect', {
  description: 'Whether a policy allows or denies the permissions of its permission groups.',
  values: {
    ALLOW: { description: 'The policy allows these permissions.' },
    DENY: { description: 'The policy denies these permissions.' },
    UNKNOWN: { description: 'Cloudflare reported an effect that this version does not know.' },
  } as const,
});
