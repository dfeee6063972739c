import { expect, test } from 'vitest';

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
