import { builder } from './builder.ts';

/** `account-fields.ts` adds the fields that make calls: their types have an account themselves. */
export const Account = builder.objectRef<{ readonly id: string }>('Account').implement({
  description:
    'A Cloudflare account: its id, and the tokens that belong to it. In a larger graph other ' +
    'subgraphs add to it. @key(fields: "id")',
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: "Cloudflare's account id: exactly 32 letters or digits.",
    }),
  }),
});
