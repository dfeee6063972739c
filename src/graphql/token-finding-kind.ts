import { builder } from './builder.ts';

export const TokenFindingKind = builder.enumType('TokenFindingKind', {
  description: 'The kinds of findings, the worst first.',
  values: {
    EXPOSED: {
      description:
        'Cloudflare revoked it because its secret was found in public. Severity CRITICAL.',
    },
    CREATES_TOKENS: {
      description:
        'An ALLOW policy lets it create tokens: it can give itself any permission. Severity HIGH.',
    },
    ACTIVE_PAST_EXPIRY: {
      description: 'ACTIVE although `expiresOn` has passed. Severity HIGH.',
    },
    BROAD_WRITE: {
      description:
        'An ALLOW policy grants more than reading on all accounts or all zones (of one account, ' +
        'too). Severity HIGH.',
    },
    USABLE_FROM_ANYWHERE: {
      description: 'ACTIVE, and usable from any address. Severity MEDIUM.',
    },
    NEVER_EXPIRES: { description: 'ACTIVE, and has no expiry. Severity MEDIUM.' },
    UNUSED: {
      description:
        'ACTIVE, issued at least 90 days ago, and not used in the last 90 days. Severity MEDIUM.',
    },
    EXPIRES_SOON: { description: 'ACTIVE, and expires within 30 days. Severity LOW.' },
    DEPRECATED_PERMISSION: {
      description:
        "A policy names a permission group that Cloudflare's attributes call deprecated or past its " +
        'end. Severity LOW.',
    },
    BLOCKED_EVERYWHERE: { description: 'The condition lets no address through. Severity LOW.' },
  } as const,
});
