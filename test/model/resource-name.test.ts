import { expect, test } from 'vitest';

import { readResourceName } from '../../src/model/resource-name.ts';

const ACCOUNT = 'acc00000000000000000000000000001';
const ZONE = '20e00000000000000000000000000001';
const USER = '5e400000000000000000000000000001';

test.each([
  // name, kind, resourceId, accountId, zoneId
  [`com.cloudflare.api.user.${USER}`, 'USER', USER, null, null],
  [`com.cloudflare.api.account.${ACCOUNT}`, 'ACCOUNT', ACCOUNT, ACCOUNT, null],
  ['com.cloudflare.api.account.*', 'ACCOUNT', null, null, null],
  [`com.cloudflare.api.account.zone.${ZONE}`, 'ZONE', ZONE, null, ZONE],
  ['com.cloudflare.api.account.zone.*', 'ZONE', null, null, null],
  [
    `com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_backups`,
    'R2_BUCKET',
    `${ACCOUNT}_default_backups`,
    ACCOUNT,
    null,
  ],
  [
    `com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_backups-eu`,
    'R2_BUCKET',
    `${ACCOUNT}_eu_backups-eu`,
    ACCOUNT,
    null,
  ],
  [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_*`, 'R2_BUCKET', null, ACCOUNT, null],
  ['com.cloudflare.edge.r2.bucket.*', 'R2_BUCKET', null, null, null],
  [`com.cloudflare.edge.worker.script.${ZONE}`, 'WORKER_SCRIPT', ZONE, null, null],
  ['com.cloudflare.edge.worker.script.*', 'WORKER_SCRIPT', null, null, null],
  ['com.cloudflare.edge.worker.script.', 'WORKER_SCRIPT', null, null, null],
  ['com.cloudflare.edge.worker.script', 'OTHER', null, null, null],
  [`com.cloudflare.edge.worker.script.${ZONE}.version`, 'OTHER', null, null, null],
  // A name that starts like an account or a zone, but is another resource, must not become one.
  ['com.cloudflare.api.account.zone', 'OTHER', null, null, null],
  [`com.cloudflare.api.account.worker.script.${ZONE}`, 'OTHER', null, null, null],
  [`com.cloudflare.api.account.zone.${ZONE}.record`, 'OTHER', null, null, null],
  ['com.cloudflare.api.account.', 'ACCOUNT', null, null, null],
  ['com.cloudflare.api.user.*', 'USER', null, null, null],
  ['foo', 'OTHER', null, null, null],
  ['', 'OTHER', null, null, null],
])('parses %s', (name, kind, resourceId, accountId, zoneId) => {
  expect(readResourceName(name)).toEqual({ kind, resourceId, accountId, zoneId });
});
