import type { PermissionGroup as PermissionGroupShape } from '../model/token.ts';
import { builder } from './builder.ts';
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
    }),
  });
