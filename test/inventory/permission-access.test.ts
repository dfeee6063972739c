import { describe, expect, test } from 'vitest';

import { accessOf, createsTokens } from '../../src/inventory/permission-access.ts';

test.each([
  ['DNS Read', 'READ'],
  ['Read', 'READ'],
  ['Zero Trust: PII Read', 'READ'],
  ['DNS Write', 'WRITE'],
  ['Cache Purge', 'WRITE'],
  ['Read and Write', 'WRITE'],
  ['Thread', 'WRITE'],
  ['DNS Read ', 'WRITE'],
  ['dns read', 'WRITE'],
  ['', 'WRITE'],
  [null, 'WRITE'],
])('%j lets %s', (name, access) => {
  expect(accessOf({ name })).toBe(access);
});

test.each([
  ['API Tokens Write', true],
  ['Account API Tokens Write', true],
  ['API Tokens Read', false],
  ['API Gateway Write', false],
  [null, false],
])('%j creates tokens: %j', (name, creates) => {
  expect(createsTokens({ name })).toBe(creates);
});

describe('groups of Cloudflare’s catalogue', () => {
  /** Names as Cloudflare lists them. What they let do is read from Cloudflare's page of permissions. */
  test.each([
    'Access: Audit Logs Read',
    'Access: Organizations, Identity Providers, and Groups Read',
    'Account Analytics Read',
    'Account API Tokens Read',
    'Account Settings Read',
    'Analytics Read',
    'API Tokens Read',
    'Billing Read',
    'Cloudflare Tunnel Read',
    'Cloudflare Zero Trust PII Read',
    'DNS Read',
    'Load Balancing: Monitors and Pools Read',
    'Logs Read',
    'Memberships Read',
    'User Details Read',
    'Workers KV Storage Read',
    'Workers R2 Storage Bucket Item Read',
    'Workers Tail Read',
    'Zone Read',
    'Zone Settings Read',
  ])('%j lets READ', (name) => {
    expect(accessOf({ name })).toBe('READ');
  });

  test.each([
    'Access: Apps and Policies Revoke',
    'Account API Tokens Write',
    'AI Gateway Run',
    'API Tokens Write',
    'Cache Purge',
    'Cloudflare Tunnel Write',
    'DNS Write',
    'Logs Write',
    'Stream Write',
    'Workers KV Storage Write',
    'Workers R2 Storage Bucket Item Write',
    'Workers Scripts Write',
    'Zone Settings Write',
    'Zone Write',
  ])('%j lets WRITE', (name) => {
    expect(accessOf({ name })).toBe('WRITE');
  });
});
