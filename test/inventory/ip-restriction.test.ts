import { expect, test } from 'vitest';

import { ipRestrictionOf } from '../../src/inventory/ip-restriction.ts';

test('a token without a condition may be used from anywhere', () => {
  expect(ipRestrictionOf(null)).toBe('NONE');
  expect(ipRestrictionOf({ requestIp: null })).toBe('NONE');
});

test.each([
  [null, null, 'NONE'],
  [null, [], 'NONE'],
  [null, ['192.0.2.0/24'], 'DENYLIST'],
  [null, ['no address'], 'DENYLIST'],
  [[], null, 'BLOCKS_ALL'],
  [[], ['192.0.2.0/24'], 'BLOCKS_ALL'],
  [['192.0.2.0/24'], null, 'ALLOWLIST'],
  [['192.0.2.0/24'], ['192.0.2.0/24'], 'ALLOWLIST'],
  [['no address'], null, 'ALLOWLIST'],
  [['0.0.0.0/1', 'no address'], null, 'ALLOWLIST'],
  [['0.0.0.0/0'], null, 'NONE'],
  [['::/0'], [], 'NONE'],
  [['0.0.0.0/0', '::/0'], null, 'NONE'],
  [['0.0.0.0/1', '128.0.0.0/1'], null, 'NONE'],
  [['192.0.2.7/0'], null, 'NONE'],
  [['::ffff:0:0/96'], null, 'NONE'],
  // What cannot be read does not close what the others leave open.
  [['0.0.0.0/0', 'no address'], null, 'NONE'],
  [['0.0.0.0/0'], ['192.0.2.0/24'], 'DENYLIST'],
] as const)('in %j, not in %j: %s', (allowed, notIn, restriction) => {
  expect(ipRestrictionOf({ requestIp: { in: allowed, notIn } })).toBe(restriction);
});
