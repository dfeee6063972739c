import { builder } from './builder.ts';

export const TokenOrderField = builder.enumType('TokenOrderField', {
  description:
    'What a list is sorted by. What never expires comes last, what was never used comes first, and ' +
    'so does what has no name. Ties are sorted by token id; rows that cannot be read come last.',
  values: {
    CLOUDFLARE: { description: "Cloudflare's own order; it does not say what that is." },
    NAME: { description: 'By name; case is ignored (Unicode simple case folding).' },
    EXPIRES_ON: { description: 'By `expiresOn`, the next expiry first.' },
    ISSUED_ON: { description: 'By `issuedOn`, the oldest token first.' },
    LAST_USED_ON: { description: 'By `lastUsedOn`, the longest unused token first.' },
    MODIFIED_ON: { description: 'By `modifiedOn`, the longest unchanged token first.' },
  } as const,
});
