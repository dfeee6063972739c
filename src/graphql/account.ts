import { builder } from './builder.ts';

export const Account = builder.objectRef<{ readonly id: string }>('Account').implement({
  description:
    'A Cloudflare account. Here only its id is known; in a larger graph other subgraphs add to ' +
    'it. ' +
    '@key(fields: "id")',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Cloudflare's account id." }),
  }),
});
