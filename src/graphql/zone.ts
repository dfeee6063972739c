import { builder } from './builder.ts';

export const Zone = builder.objectRef<{ readonly id: string }>('Zone').implement({
  description:
    'A Cloudflare zone. Here only its id is known; in a larger graph other subgraphs add to ' +
    'it. ' +
    '@key(fields: "id")',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Cloudflare's zone id." }),
  }),
});
