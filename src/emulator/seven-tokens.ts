import type { WireToken } from './wire.ts';

/** A small account: the rows of the contract's samples list-page1 and list-page2. */
export const SEVEN_TOKENS: readonly WireToken[] = [
  {
    id: '70c00000000000000000000000000001',
    name: 'ci: deploy worker',
    status: 'active',
    issued_on: '2026-09-14T08:02:11Z',
    modified_on: '2026-09-14T08:02:11Z',
    last_used_on: '2026-10-08T21:40:03Z',
    expires_on: '2027-09-14T23:59:59Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000001',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.acc00000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: 'c1fde68c7bcc44588cbb6ddbc16d6480',
            name: 'Account Settings Read',
          },
          {
            id: 'e086da7e2179491d91ee5f35b3ca210a',
            name: 'Workers Scripts Write',
          },
        ],
      },
      {
        id: 'b01c0000000000000000000000000002',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.zone.20e00000000000000000000000000002': '*',
          'com.cloudflare.api.account.zone.20e00000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: 'c8fed203ed3043cba015a93ad1616f1f',
            name: 'Zone Read',
          },
        ],
      },
    ],
    condition: {
      request_ip: {
        in: ['192.0.2.0/24', '2001:db8::/48'],
        not_in: ['192.0.2.128/25'],
      },
    },
  },
  {
    id: '70c00000000000000000000000000002',
    name: 'acme dns-01',
    status: 'active',
    issued_on: '2026-05-02T12:30:00Z',
    modified_on: '2026-05-02T12:30:00Z',
    last_used_on: '2026-10-09T02:15:44Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000003',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.zone.*': '*',
        },
        permission_groups: [
          {
            id: '4755a26eedb94da69e1066d98aa820be',
            name: 'DNS Write',
          },
          {
            id: 'c8fed203ed3043cba015a93ad1616f1f',
            name: 'Zone Read',
          },
        ],
      },
    ],
  },
  {
    id: '70c00000000000000000000000000003',
    name: 'backup bucket (eu)',
    status: 'active',
    issued_on: '2026-03-20T17:45:09Z',
    modified_on: '2026-03-20T17:45:09Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000004',
        effect: 'allow',
        resources: {
          'com.cloudflare.edge.r2.bucket.acc00000000000000000000000000001_default_backups': '*',
          'com.cloudflare.edge.r2.bucket.acc00000000000000000000000000001_eu_backups-eu': '*',
        },
        permission_groups: [
          {
            id: '2efd5506f9c8494dacb1fa10a3e7d5b6',
            name: 'Workers R2 Storage Bucket Item Write',
          },
          {
            id: '6a018a9f2fc74eb6b293b0c548f38b39',
            name: 'Workers R2 Storage Bucket Item Read',
          },
        ],
      },
    ],
  },
  {
    id: '70c00000000000000000000000000004',
    name: 'Create Additional Tokens',
    status: 'active',
    issued_on: '2025-11-30T09:00:00Z',
    modified_on: '2026-02-01T09:00:00Z',
    last_used_on: '2026-02-01T09:10:27Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000005',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.user.5e400000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: '686d18d5ac6c441c867cbf6771e58a0a',
            name: 'API Tokens Write',
          },
        ],
      },
    ],
  },
  {
    id: '70c00000000000000000000000000005',
    name: 'old zone editor',
    status: 'disabled',
    issued_on: '2023-01-17T06:20:55Z',
    modified_on: '2023-01-17T06:20:55Z',
    last_used_on: '2023-06-30T22:01:19Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000006',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.acc00000000000000000000000000001': {
            'com.cloudflare.api.account.zone.*': '*',
          },
        },
        permission_groups: [
          {
            id: '4755a26eedb94da69e1066d98aa820be',
            name: 'DNS Write',
          },
          {
            id: 'e6d2666161e84845a636613608cee8d5',
            name: 'Zone Write',
          },
          {
            id: 'ed07f6c337da4195b4e72a1fb2c6bcae',
            name: 'Page Rules Write',
          },
        ],
      },
    ],
  },
  {
    id: '70c00000000000000000000000000006',
    name: 'short lived',
    status: 'active',
    issued_on: '2026-10-01T00:00:00Z',
    modified_on: '2026-10-01T00:00:00Z',
    not_before: '2026-10-01T00:00:00Z',
    expires_on: '2026-10-31T23:59:59Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000007',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.zone.20e00000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: '82e64a83756745bbbb1c9c2701bf816b',
            name: 'DNS Read',
          },
        ],
      },
    ],
  },
  {
    id: '70c00000000000000000000000000007',
    name: 'billing export',
    status: 'active',
    issued_on: '2022-08-08T08:08:08Z',
    modified_on: '2022-08-08T08:08:08Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000008',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.*': '*',
        },
        permission_groups: [
          {
            id: '7cf72faf220841aabcfdfab81c43c4f6',
            name: 'Billing Read',
          },
        ],
      },
    ],
  },
];
