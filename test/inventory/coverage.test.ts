import { describe, expect, test } from 'vitest';

import { coverageOf } from '../../src/inventory/coverage.ts';
import type { PolicyResource, ResourceGrant } from '../../src/model/token.ts';

const ACCOUNT = 'com.cloudflare.api.account.acc00000000000000000000000000001';
const ZONE = 'com.cloudflare.api.account.zone.20e00000000000000000000000000001';
const BUCKET = 'com.cloudflare.edge.r2.bucket.acc00000000000000000000000000001_default_';
const ALL_ACCOUNTS = 'com.cloudflare.api.account.*';
const ALL_ZONES = 'com.cloudflare.api.account.zone.*';

const grant = (name: string): ResourceGrant => ({ form: 'grant', name, permission: '*' });
const scope = (name: string, ...inner: string[]): PolicyResource => ({
  form: 'scope',
  name,
  grants: inner.map(grant),
});

describe('of one name', () => {
  test.each([
    [ALL_ACCOUNTS, 'ALL'],
    [ALL_ZONES, 'ALL'],
    ['com.cloudflare.api.user.*', 'ALL'],
    ['com.cloudflare.edge.r2.bucket.*', 'ALL'],
    ['com.cloudflare.edge.worker.script.*', 'ALL'],
    [`${BUCKET}*`, 'ALL_IN_ACCOUNT'],
    [`${BUCKET}logs-*`, 'ALL_IN_ACCOUNT'],
    [`${BUCKET}logs`, 'ONE'],
    [ACCOUNT, 'ONE'],
    [ZONE, 'ONE'],
    ['com.cloudflare.api.account.zone', 'UNKNOWN'],
    [`${ZONE}.record.*`, 'UNKNOWN'],
    ['com.cloudflare.api.account.a*', 'UNKNOWN'],
    ['com.cloudflare.future.thing.*', 'UNKNOWN'],
    ['*', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('%s: %s', (name, coverage) => {
    expect(coverageOf(grant(name))).toBe(coverage);
  });
});

describe('of a nested resource: the widest of its grants, in the context of the outer name', () => {
  test.each([
    [scope(ACCOUNT, ALL_ZONES), 'ALL_IN_ACCOUNT'],
    [scope(ACCOUNT, ZONE), 'ONE'],
    [scope(ACCOUNT, ZONE, ALL_ZONES), 'ALL_IN_ACCOUNT'],
    [scope(ACCOUNT, 'com.cloudflare.edge.r2.bucket.*'), 'ALL_IN_ACCOUNT'],
    [scope(ALL_ACCOUNTS, ALL_ZONES), 'ALL'],
    [scope(ALL_ACCOUNTS, ZONE), 'ONE'],
    [scope('com.cloudflare.future.thing', ALL_ZONES), 'ALL'],
    [scope(ACCOUNT, 'unknown', ZONE), 'ONE'],
    [scope(ACCOUNT, 'unknown'), 'UNKNOWN'],
    [scope(ALL_ACCOUNTS), 'UNKNOWN'],
  ])('%j: %s', (resource, coverage) => {
    expect(coverageOf(resource)).toBe(coverage);
  });
});
