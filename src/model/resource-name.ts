/**
 * Parses Cloudflare's resource names by their prefixes.
 *
 * Sources: Cloudflare's "Create tokens via the API" page for users, accounts
 * and zones; its R2 token page for buckets, whose names are
 * `com.cloudflare.edge.r2.bucket.<account>_<jurisdiction>_<name>`. A Worker's
 * script is `com.cloudflare.edge.worker.script.<tag>` (since September 2026).
 */
export type ResourceKind = 'USER' | 'ACCOUNT' | 'ZONE' | 'R2_BUCKET' | 'WORKER_SCRIPT' | 'OTHER';

export interface ResourceName {
  readonly kind: ResourceKind;
  /** The last part of the name. Null if it is a wildcard or has an unknown form. */
  readonly resourceId: string | null;
  readonly accountId: string | null;
  readonly zoneId: string | null;
}

export function readResourceName(name: string): ResourceName {
  for (const [kind, prefix] of PREFIXES) {
    if (name.startsWith(prefix)) {
      return readId(kind, name.slice(prefix.length)) ?? OTHER;
    }
  }
  return OTHER;
}

/** The longer prefix first: the name of a zone starts with the prefix of an account. */
const PREFIXES: readonly (readonly [Exclude<ResourceKind, 'OTHER'>, string])[] = [
  ['ZONE', 'com.cloudflare.api.account.zone.'],
  ['ACCOUNT', 'com.cloudflare.api.account.'],
  ['USER', 'com.cloudflare.api.user.'],
  ['R2_BUCKET', 'com.cloudflare.edge.r2.bucket.'],
  ['WORKER_SCRIPT', 'com.cloudflare.edge.worker.script.'],
];

const OTHER: ResourceName = { kind: 'OTHER', resourceId: null, accountId: null, zoneId: null };

const PLAIN_ID = /^[0-9A-Za-z]+$/;
const R2_BUCKET_ID = /^([0-9A-Za-z]+)_[0-9A-Za-z-]+_(.+)$/;

function readId(kind: ResourceKind, id: string): ResourceName | null {
  if (kind === 'R2_BUCKET') {
    const [, accountId = null, bucket] = R2_BUCKET_ID.exec(id) ?? [];
    const resourceId = bucket === undefined || bucket.includes('*') ? null : id;
    return { kind, resourceId, accountId, zoneId: null };
  }
  // A further dot starts another kind of resource, and "zone" alone is a prefix without an id.
  // Neither is an account: as one, a policy would be shown with the wrong resource.
  if (id.includes('.') || id === 'zone') return null;
  const resourceId = PLAIN_ID.test(id) ? id : null;
  return {
    kind,
    resourceId,
    accountId: kind === 'ACCOUNT' ? resourceId : null,
    zoneId: kind === 'ZONE' ? resourceId : null,
  };
}
