/** The part of Cloudflare's public catalogue in the samples: id, name, category, selectable, scope. */
type Row = readonly [string, string, string, boolean, string];

export const USER_SCOPE = 'com.cloudflare.api.user';
const ACCOUNT_SCOPE = 'com.cloudflare.api.account';
const ZONE_SCOPE = 'com.cloudflare.api.account.zone';
const BUCKET_SCOPE = 'com.cloudflare.edge.r2.bucket';

const ROWS: readonly Row[] = [
  ['0cc3a61731504c89b99ec1be78b77aa0', 'API Tokens Read', 'account_and_billing', true, USER_SCOPE],
  [
    '686d18d5ac6c441c867cbf6771e58a0a',
    'API Tokens Write',
    'account_and_billing',
    false,
    USER_SCOPE,
  ],
  ['7cf72faf220841aabcfdfab81c43c4f6', 'Billing Read', 'account_and_billing', true, ACCOUNT_SCOPE],
  ['82e64a83756745bbbb1c9c2701bf816b', 'DNS Read', 'dns_and_zones', true, ZONE_SCOPE],
  ['4755a26eedb94da69e1066d98aa820be', 'DNS Write', 'dns_and_zones', true, ZONE_SCOPE],
  ['6a315a56f18441e59ed03352369ae956', 'Logs Read', 'analytics_and_logs', true, ACCOUNT_SCOPE],
  ['c4a30cd58c5d42619c86a3c36c441e2d', 'Logs Read', 'analytics_and_logs', true, ZONE_SCOPE],
  [
    '6a018a9f2fc74eb6b293b0c548f38b39',
    'Workers R2 Storage Bucket Item Read',
    'developer_platform',
    true,
    BUCKET_SCOPE,
  ],
  [
    '2efd5506f9c8494dacb1fa10a3e7d5b6',
    'Workers R2 Storage Bucket Item Write',
    'developer_platform',
    true,
    BUCKET_SCOPE,
  ],
  [
    '1a71c399035b4950a1bd1466bbe4f420',
    'Workers Scripts Read',
    'developer_platform',
    true,
    ACCOUNT_SCOPE,
  ],
  [
    'e086da7e2179491d91ee5f35b3ca210a',
    'Workers Scripts Write',
    'developer_platform',
    true,
    ACCOUNT_SCOPE,
  ],
  ['c8fed203ed3043cba015a93ad1616f1f', 'Zone Read', 'dns_and_zones', true, ZONE_SCOPE],
];

export const PERMISSION_GROUPS = ROWS.map(([id, name, category, isSelectable, scope]) => ({
  id,
  name,
  category,
  is_selectable: isSelectable,
  scopes: [scope],
}));

/** A group in the shape that policies use. */
export function groupNamed(name: string): { readonly id: string; readonly name: string } {
  const group = PERMISSION_GROUPS.find((candidate) => candidate.name === name);
  if (group === undefined) throw new Error(`no permission group is called ${name}`);
  return { id: group.id, name: group.name };
}
