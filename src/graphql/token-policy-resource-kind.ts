import { builder } from './builder.ts';

export const TokenPolicyResourceKind = builder.enumType('TokenPolicyResourceKind', {
  description: 'The kind of resource that a resource name points at, read from its prefix.',
  values: {
    USER: { description: '`com.cloudflare.api.user.…`: a user.' },
    ACCOUNT: { description: '`com.cloudflare.api.account.…`: an account, or all of them.' },
    ZONE: { description: '`com.cloudflare.api.account.zone.…`: a zone, or all of them.' },
    R2_BUCKET: { description: '`com.cloudflare.edge.r2.bucket.…`: an R2 bucket.' },
    WORKER_SCRIPT: {
      description: "`com.cloudflare.edge.worker.script.<tag>`: one Worker's script.",
    },
    OTHER: { description: 'Any other resource: look at its name.' },
  } as const,
});
