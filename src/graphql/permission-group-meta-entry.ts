import type { PermissionGroupAttribute } from '../model/token.ts';
import { builder } from './builder.ts';

export const PermissionGroupMetaEntry = builder
  .objectRef<PermissionGroupAttribute>('PermissionGroupMetaEntry')
  .implement({
    description: 'One attribute of a permission group.',
    fields: (t) => ({
      key: t.exposeString('key', {
        nullable: false,
        description: "The attribute's name, in Cloudflare's spelling.",
      }),
      value: t.string({
        nullable: false,
        description:
          "The attribute's text. A value that is not text is given as its JSON, with numbers in " +
          'double precision: a longer one loses digits.',
        resolve: ({ value }) => value ?? 'null',
      }),
    }),
  });
