import { accessOf } from '../inventory/permission-access.ts';
import type { PermissionGroup as PermissionGroupShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { PermissionAccess } from './permission-access.ts';
import { PermissionGroupMeta } from './permission-group-meta.ts';

export const PermissionGroup = builder
  .objectRef<PermissionGroupShape>('PermissionGroup')
  .implement({
    description: 'A named group of permissions, such as "Zone Read" or "DNS Write".',
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: false,
        description: "Cloudflare's identifier of the group, the same for every customer.",
      }),
      name: t.exposeString('name', {
        description: "The group's name. Two groups of different scopes can share one.",
      }),
      meta: t.expose('meta', {
        type: PermissionGroupMeta,
        description: 'Further attributes of the group; null where Cloudflare sent none.',
      }),
      access: t.field({
        type: PermissionAccess,
        nullable: false,
        description:
          'What the group lets do: READ only where its name certainly says so (it ends in `Read`), ' +
          'else WRITE.',
        resolve: accessOf,
      }),
    }),
  });
