import { builder } from './builder.ts';

export const TokenStatus = builder.enumType('TokenStatus', {
  description: "A token's status, as Cloudflare reports it.",
  values: {
    ACTIVE: { description: 'The token works.' },
    DISABLED: { description: 'The token was switched off and can be switched on again.' },
    EXPIRED: { description: 'The token is past its expiry.' },
    REVOKED: {
      description:
        'Cloudflare revoked the token, for instance because its secret was found in public.',
    },
    UNKNOWN: { description: 'Cloudflare reported a status that this version does not know.' },
  } as const,
});
