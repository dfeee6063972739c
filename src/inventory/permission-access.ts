import type { PermissionGroup } from '../model/token.ts';

export type PermissionAccess = 'READ' | 'WRITE';

/**
 * What a permission group lets do. Cloudflare says it nowhere but in the name, so READ is only what
 * the name certainly says. A group that only reads may be called WRITE ("Cache Purge", a group
 * without a name); one that writes is never called READ.
 */
export function accessOf({ name }: Pick<PermissionGroup, 'name'>): PermissionAccess {
  return name?.endsWith('Read') ? 'READ' : 'WRITE';
}

/** Whether a token with this group can make tokens, and so give itself any permission. */
export function createsTokens(group: Pick<PermissionGroup, 'name'>): boolean {
  return accessOf(group) === 'WRITE' && (group.name ?? '').includes('API Tokens');
}
