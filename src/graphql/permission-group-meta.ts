import type { PermissionGroupMeta as PermissionGroupMetaShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { PermissionGroupMetaEntry } from './permission-group-meta-entry.ts';

export const PermissionGroupMeta = builder
  .objectRef<PermissionGroupMetaShape>('PermissionGroupMeta')
  .implement({
    description:
      'Attributes of a permission group. The named fields are those that Cloudflare has ' +
      'documented so far; entries holds whatever came. Every value is text, as Cloudflare ' +
      'sends it; each named field is null where Cloudflare did not send it.',
    fields: (t) => ({
      key: t.exposeString('key', {
        description: 'The attribute `key`, documented until early 2026.',
      }),
      value: t.exposeString('value', {
        description: 'The attribute `value`, documented until early 2026.',
      }),
      category: t.exposeString('category', {
        description: 'The product area that the group belongs to.',
      }),
      deprecated: t.exposeString('deprecated', {
        description: 'Whether the group is deprecated, as text.',
      }),
      description: t.exposeString('description', {
        description: 'What the group permits, in words.',
      }),
      editable: t.exposeString('editable', {
        description: 'Whether the group may be edited, as text.',
      }),
      eolAt: t.exposeString('eolAt', {
        description: 'When the group ends (`eol_at`), as RFC 3339 text.',
      }),
      label: t.exposeString('label', {
        description: "The group's machine-readable label: `load_balancer_admin`.",
      }),
      scopes: t.exposeString('scopes', {
        description: 'What the group applies to: `com.cloudflare.api.account`.',
      }),
      visibility: t.exposeString('visibility', {
        description: 'Who gets to see the group.',
      }),
      entries: t.expose('entries', {
        type: [PermissionGroupMetaEntry],
        nullable: false,
        description: 'Every attribute that Cloudflare sent, in its order: nothing is dropped.',
      }),
    }),
  });
