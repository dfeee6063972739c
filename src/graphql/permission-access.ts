import { builder } from './builder.ts';

export const PermissionAccess = builder.enumType('PermissionAccess', {
  description:
    'What a permission group lets do, read from its name: Cloudflare says it nowhere else.',
  values: {
    READ: { description: 'It only reads: its name ends in `Read`.' },
    WRITE: {
      description:
        'Its name does not certainly say that it only reads. Some groups that only read are among ' +
        'these, but no group that writes is READ.',
    },
  } as const,
});
