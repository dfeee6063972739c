import type { WireToken } from './wire.ts';

/** The account's tokens of the sample `account-list`. */
export const FOUR_TOKENS: readonly WireToken[] = [
  {
    id: '70c00000000000000000000000000041',
    name: 'direct, made in the dashboard',
    status: 'active',
    issued_on: '2026-09-20T10:00:00Z',
    modified_on: '2026-09-20T10:00:00Z',
    last_used_on: '2026-10-09T08:00:00Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000041',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.acc00000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: 'eb56a6953c034b9d97dd838155666f06',
            name: 'Account API Tokens Read',
          },
        ],
      },
    ],
    creator_email_at_creation: 'owner@example.com',
  },
  {
    id: '70c00000000000000000000000000042',
    name: 'made by an OAuth app',
    status: 'active',
    issued_on: '2026-10-02T10:00:00Z',
    modified_on: '2026-10-02T10:00:00Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000042',
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
    ],
    creator_email_at_creation: 'dev@example.com',
    provisioner_type: 'com.cloudflare.api.oauthtoken',
    provisioner_id: '0a700000000000000000000000000001',
  },
  {
    id: '70c00000000000000000000000000043',
    name: 'provisioned, identifier unavailable',
    status: 'active',
    issued_on: '2026-10-03T10:00:00Z',
    modified_on: '2026-10-03T10:00:00Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000043',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.acc00000000000000000000000000001': {
            'com.cloudflare.api.account.zone.*': '*',
          },
        },
        permission_groups: [
          {
            id: 'c8fed203ed3043cba015a93ad1616f1f',
            name: 'Zone Read',
          },
        ],
      },
    ],
    provisioner_type: 'com.cloudflare.api.oauthtoken',
    provisioner_id: null,
  },
  {
    id: '70c00000000000000000000000000044',
    name: 'older than the creator field',
    status: 'active',
    issued_on: '2024-12-01T10:00:00Z',
    modified_on: '2024-12-01T10:00:00Z',
    last_used_on: '2026-10-01T00:00:00Z',
    policies: [
      {
        id: 'b01c0000000000000000000000000044',
        effect: 'allow',
        resources: {
          'com.cloudflare.api.account.acc00000000000000000000000000001': '*',
        },
        permission_groups: [
          {
            id: '5bc3f8b21c554832afc660159ab75fa4',
            name: 'Account API Tokens Write',
          },
        ],
      },
    ],
  },
];
