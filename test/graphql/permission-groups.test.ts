import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../src/emulator/index.ts';
import { startGateway } from '../support/gateway.ts';
import { PermissionGroupsDocument } from '../support/generated/graphql.ts';

const NAMES = '{ permissionGroups { id name } }';

describe('the permission groups of a user’s tokens', () => {
  test('are listed in one call, all or as Cloudflare selects them', async () => {
    const { query, upstream } = await startGateway();
    const scope = 'com.cloudflare.api.account.zone';

    const all = await query(PermissionGroupsDocument);
    const logs = await query(PermissionGroupsDocument, { name: 'Logs Read' });
    const zone = await query(PermissionGroupsDocument, { name: 'Logs Read', scope });

    expect(all.errors).toEqual([]);
    expect(all.data.permissionGroups).toHaveLength(12);
    expect(logs.data.permissionGroups).toHaveLength(2);
    expect(zone.data.permissionGroups).toEqual([
      {
        id: 'c4a30cd58c5d42619c86a3c36c441e2d',
        name: 'Logs Read',
        meta: { category: 'analytics_and_logs', scopes: scope },
      },
    ]);
    expect(upstream.requests.map(({ path, query: sent }) => [path, sent])).toEqual([
      ['/user/tokens/permission_groups', {}],
      ['/user/tokens/permission_groups', { name: 'Logs Read' }],
      ['/user/tokens/permission_groups', { name: 'Logs Read', scope }],
    ]);
  });

  test('reach Cloudflare with any characters in the arguments', async () => {
    const { query, upstream } = await startGateway();
    const name = 'A&scope=b #?%/監視"';

    const { data, errors } = await query(PermissionGroupsDocument, { name, scope: '' });

    expect(errors).toEqual([]);
    expect(data.permissionGroups).toEqual([]);
    expect(upstream.requests[0]?.query).toEqual({ name, scope: '' });
  });

  test('are read once for equal fields of an operation', async () => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(
      '{ a: permissionGroups { id } b: permissionGroups(name: null) { name } c: permissionGroups(name: "x") { id } }',
    );

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(2);
  });

  test.each(['name', 'scope'])(
    'refuse a %s of more than 256 characters, without a call',
    async (argument) => {
      const { ask, upstream } = await startGateway();
      const document = (length: number) =>
        `{ permissionGroups(${argument}: "${'a'.repeat(length)}") { id } }`;

      const { errors } = await ask(document(257));

      expect(errors[0]).toMatchObject({
        message: `Argument "${argument}": expected at most 256 characters, got 257.`,
        extensions: { code: 'BAD_USER_INPUT' },
      });
      expect(upstream.requests).toEqual([]);
      expect((await ask(document(256))).errors).toEqual([]);
    },
  );

  test('name the row that cannot be read', async () => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({
      kind: 'response',
      status: 200,
      body: { result: [{ id: 'a' }, { name: 'b' }], success: true, errors: [], messages: [] },
    });

    const { errors } = await ask(NAMES);

    expect(errors[0]).toMatchObject({
      path: ['permissionGroups', 1],
      extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
    });
  });

  test('of an account-owned token are FORBIDDEN, which says what is needed', async () => {
    const { ask } = await startGateway();

    const { errors } = await ask(NAMES, {}, { credential: CREDENTIALS.accountOwned });

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(errors[0]?.message).toMatch(/user-owned token .* My Profile > API Tokens/);
  });
});
