import { builder } from './builder.ts';

export const FindingSeverity = builder.enumType('FindingSeverity', {
  description: 'How bad a finding is. Each kind of finding has one severity.',
  values: {
    CRITICAL: { description: 'The secret is known to others.' },
    HIGH: { description: 'The token can do much harm, or should not work any more.' },
    MEDIUM: {
      description: 'The token is open to misuse for longer, or from more places, than it needs.',
    },
    LOW: { description: 'Something to tidy up.' },
  } as const,
});
