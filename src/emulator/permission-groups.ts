/** The part of Cloudflare's public catalogue in the samples: id, name, category, selectable, scope. */
type Row = readonly [string, string, string, boolean, string];

export const USER_SCOPE = 'com.cloudflare.api.user';
const ACCOUNT_SCOPE = 'com.cloudflare.api.account';
const ZONE_SCOPE = 'com.cloudflare.api.account.zone';
const BUCKET_SCOPE = 'com.cloudflare.edge.r2.bucket';

const ROWS = [
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
] as const satisfies readonly Row[];

export const PERMISSION_GROUPS = ROWS.map(([id, name, category, isSelectable, scope]) => ({
  id,
  name,
  category,
  is_selectable: isSelectable,
  scopes: [scope] as readonly string[],
}));

/** Further groups of the public catalogue that policies of the demo name. */
const FURTHER_GROUPS = {
  'Account API Tokens Write': '5bc3f8b21c554832afc660159ab75fa4',
  'Account Settings Read': 'c1fde68c7bcc44588cbb6ddbc16d6480',
  'Analytics Read': '9c88f9c5bce24ce7af9a958ba9c504db',
  'Cache Purge': 'e17beae8b8cb423a99b1730f21238bed',
  'Firewall Services Write': '43137f8d07884d3198dc0ee77ca6e79b',
  'Load Balancers Write': '6d7f2f5f5b1d4a0e9081fdc98d432fd1',
  'Page Rules Write': 'ed07f6c337da4195b4e72a1fb2c6bcae',
  'Pages Write': '8d28297797f24fb8a0c332fe0866ec89',
  'SSL and Certificates Write': 'c03055bc037c4ea9afb9a9f104b7b721',
  'Workers KV Storage Write': 'f7f0eda5697f475c90846e879bab8666',
  'Workers Routes Write': '28f4b596e7d643029c524985477ae49a',
  'Zone Settings Write': '3030687196b94b638145a3953da2b699',
} as const;

export type GroupName = keyof typeof FURTHER_GROUPS | (typeof ROWS)[number][1];

/** A group in the shape that policies use. Of two groups with one name, the first. */
export function groupNamed(name: GroupName): { readonly id: string; readonly name: string } {
  const listed = ROWS.find((row) => row[1] === name)?.[0];
  return { id: listed ?? FURTHER_GROUPS[name as keyof typeof FURTHER_GROUPS], name };
}
