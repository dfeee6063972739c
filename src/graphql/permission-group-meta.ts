import type { PermissionGroupMeta as PermissionGroupMetaShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';
import { PermissionGroupMetaEntry } from './permission-group-meta-entry.ts';

export const PermissionGroupMeta = builder
  .objectRef<PermissionGroupMetaShape>('PermissionGroupMeta')
  .implement({
    description:
      'Attributes of a permission group. The named fields are those that Cloudflare has ' +
      'documented so far; `entries` holds every attribute that came. Every value is text, as ' +
      'Cloudflare sends it. A named field is null where Cloudflare did not send it.',
    fields: (t) => {
      const attribute = (
        name: Exclude<keyof PermissionGroupMetaShape, 'entries'>,
        description: string,
      ) => t.exposeString(name, { description });
      return {
        key: attribute('key', 'The attribute `key`, documented until early 2026.'),
        value: attribute('value', 'The attribute `value`, documented until early 2026.'),
        category: attribute('category', 'The product area that the group belongs to.'),
        deprecated: attribute('deprecated', 'Whether the group is deprecated, as text.'),
        description: attribute(
          'description',
          "Cloudflare's description of what the group permits.",
        ),
        editable: attribute('editable', 'Whether the group may be edited, as text.'),
        eolAt: attribute(
          'eolAt',
          'When Cloudflare retires the group (`eol_at`), as RFC 3339 text.',
        ),
        label: attribute(
          'label',
          "The group's machine-readable label, such as `load_balancer_admin`.",
        ),
        scopes: attribute(
          'scopes',
          'The resources that the group applies to, such as `com.cloudflare.api.account`.',
        ),
        visibility: attribute(
          'visibility',
          "Cloudflare's attribute `visibility`: who can see the group.",
        ),
        entries: t.expose('entries', {
          type: [PermissionGroupMetaEntry],
          nullable: false,
          extensions: { cost: typicalCost(TYPICAL_ROWS.entries) },
          description:
            'Every attribute that Cloudflare sent, in its order: nothing is dropped. Only keys ' +
            'that are whole numbers come first, in ascending order.',
        }),
      };
    },
  });
