import { describe, expect, test } from 'vitest';

import { FINDING_KINDS, findingsOf, severityOf } from '../../src/inventory/findings.ts';
import { parseInstant } from '../../src/lib/instant.ts';
import type { PermissionGroup, Token, TokenPolicy } from '../../src/model/token.ts';

const NOW = parseInstant('2026-11-26T12:00:00Z') ?? { seconds: 0, fraction: '' };
const ACCOUNT = 'acc00000000000000000000000000001';

/** Nothing is to be found about it. */
const HARMLESS: Token = {
  id: '70c00000000000000000000000000001',
  name: 'harmless',
  status: 'ACTIVE',
  isExposed: false,
  issuedOn: '2026-01-01T00:00:00Z',
  modifiedOn: null,
  lastUsedOn: '2026-11-25T00:00:00Z',
  expiresOn: '2027-11-26T00:00:00Z',
  notBefore: null,
  condition: { requestIp: { in: ['192.0.2.0/24'], notIn: null } },
  policies: [policy('p1', ['DNS Write'], 'com.cloudflare.api.account.zone.20e0')],
};

function group(name: string | null, meta: Partial<PermissionGroup['meta']> | null = null) {
  return { id: 'group-id', name, meta } as PermissionGroup;
}

function policy(
  id: string,
  groups: readonly (string | PermissionGroup)[],
  ...names: readonly string[]
): TokenPolicy {
  return {
    id,
    effect: 'ALLOW',
    permissionGroups: groups.map((each) => (typeof each === 'string' ? group(each) : each)),
    resources: names.map((name) => ({ form: 'grant', name, permission: '*' })),
  };
}

function found(changes: Partial<Token>): readonly string[] {
  return findingsOf({ ...HARMLESS, ...changes }, NOW).map(
    ({ kind, severity, message, policyId }) =>
      `${[severity, kind, ...(policyId === null ? [] : [policyId])].join(' ')}: ${message}`,
  );
}

const NEVER_EXPIRES = 'MEDIUM NEVER_EXPIRES: It never expires. It was issued on 2026-01-01.';
const FROM_ANYWHERE = 'MEDIUM USABLE_FROM_ANYWHERE: It can be used from any address.';

test('a harmless token has none', () => {
  expect(found({})).toEqual([]);
});

describe('facts about the token', () => {
  test.each<[Partial<Token>, readonly string[]]>([
    [
      { status: 'REVOKED', isExposed: true },
      ['CRITICAL EXPOSED: Cloudflare revoked it: its secret was found in public.'],
    ],
    [{ status: 'REVOKED' }, []],
    [
      { expiresOn: '2026-11-25T12:00:00Z' },
      ['HIGH ACTIVE_PAST_EXPIRY: It is active, although it expired on 2026-11-25 (1 day ago).'],
    ],
    [{ expiresOn: '2026-11-25T12:00:00Z', status: 'EXPIRED' }, []],
    [
      { expiresOn: '2026-11-26T12:00:00Z' },
      ['LOW EXPIRES_SOON: It expires on 2026-11-26 (in 0 days).'],
    ],
    [
      { expiresOn: '2026-12-26T12:00:00Z' },
      ['LOW EXPIRES_SOON: It expires on 2026-12-26 (in 30 days).'],
    ],
    [{ expiresOn: '2026-12-26T12:00:00.000000001Z' }, []],
    [{ expiresOn: '2026-12-01T00:00:00Z', status: 'DISABLED' }, []],
    [{ expiresOn: null }, [NEVER_EXPIRES]],
    // A date that cannot be read is as good as none.
    [{ expiresOn: 'in a year' }, [NEVER_EXPIRES]],
    [{ expiresOn: null, issuedOn: null }, [NEVER_EXPIRES.replace('2026-01-01', 'an unknown day')]],
    [{ expiresOn: null, status: 'EXPIRED' }, []],
    [{ condition: null }, [FROM_ANYWHERE]],
    [{ condition: null, status: 'DISABLED' }, []],
    [{ condition: { requestIp: { in: null, notIn: ['192.0.2.0/24'] } } }, []],
    [
      { condition: { requestIp: { in: [], notIn: null } }, status: null },
      [
        'LOW BLOCKED_EVERYWHERE: It can be used from no address: its list of allowed addresses is empty.',
      ],
    ],
    [
      { lastUsedOn: '2026-08-28T11:59:59Z' },
      ['MEDIUM UNUSED: Not used since 2026-08-28 (90 days).'],
    ],
    [{ lastUsedOn: '2026-08-28T12:00:00Z' }, []],
    [
      { lastUsedOn: null },
      ['MEDIUM UNUSED: Never used since it was issued on 2026-01-01 (329 days).'],
    ],
    [
      { lastUsedOn: null, issuedOn: '2026-08-28T12:00:00Z' },
      ['MEDIUM UNUSED: Never used since it was issued on 2026-08-28 (90 days).'],
    ],
    [{ lastUsedOn: null, issuedOn: '2026-08-28T12:00:01Z' }, []],
    [{ lastUsedOn: null, issuedOn: null }, []],
    [{ lastUsedOn: null, status: 'DISABLED' }, []],
  ])('%j', (changes, findings) => {
    expect(found(changes)).toEqual(findings);
  });
});

describe('policies that are to blame', () => {
  test('each that lets it create tokens', () => {
    const policies = [
      policy('p1', ['API Tokens Write', 'DNS Write']),
      policy('p2', ['API Tokens Read']),
      policy('p3', ['Account API Tokens Write']),
      { ...policy('p4', ['API Tokens Write']), effect: 'DENY' as const },
    ];

    expect(found({ policies, status: 'DISABLED' })).toEqual([
      'HIGH CREATES_TOKENS p1: It can create tokens, by "API Tokens Write".',
      'HIGH CREATES_TOKENS p3: It can create tokens, by "Account API Tokens Write".',
    ]);
  });

  test.each<[readonly TokenPolicy[], readonly string[]]>([
    [
      [policy('p1', ['DNS Write', 'DNS Read'], 'com.cloudflare.api.account.zone.*')],
      ['HIGH BROAD_WRITE p1: It has "DNS Write" on all zones.'],
    ],
    [
      [policy('p1', [group(null)], 'com.cloudflare.api.account.*', 'com.cloudflare.api.user.*')],
      ['HIGH BROAD_WRITE p1: It has the group group-id on all accounts.'],
    ],
    [[policy('p1', ['DNS Read'], 'com.cloudflare.api.account.zone.*')], []],
    [[policy('p1', [], 'com.cloudflare.api.account.zone.*')], []],
    [
      [policy('p1', ['X Write'], 'com.cloudflare.api.user.*', 'com.cloudflare.edge.r2.bucket.*')],
      [],
    ],
    [[policy('p1', ['X Write'], `com.cloudflare.api.account.${ACCOUNT}`)], []],
    [[{ ...policy('p1', ['X Write'], 'com.cloudflare.api.account.*'), effect: 'UNKNOWN' }], []],
    [
      [nested(`com.cloudflare.api.account.${ACCOUNT}`, 'com.cloudflare.api.account.zone.*')],
      [`HIGH BROAD_WRITE p1: It has "DNS Write" on all zones of account ${ACCOUNT}.`],
    ],
    [[nested('com.cloudflare.api.account.*', 'com.cloudflare.api.account.zone.20e0')], []],
    [
      [policy('p1', ['A', 'B', 'C', 'D', 'E', 'F', 'G'], 'com.cloudflare.api.account.*')],
      ['HIGH BROAD_WRITE p1: It has "A", "B", "C", "D", "E" and 2 more on all accounts.'],
    ],
  ])('that grants more than reading on all accounts or zones: %#', (policies, findings) => {
    expect(found({ policies })).toEqual(findings);
  });

  test.each<[Partial<PermissionGroup['meta']>, boolean]>([
    [{ deprecated: 'true' }, true],
    [{ deprecated: 'false' }, false],
    [{ eolAt: '2026-11-26T11:59:59Z' }, true],
    [{ eolAt: '2026-11-26T12:00:01Z' }, false],
    [{ eolAt: 'never' }, false],
  ])('that names a deprecated permission group: %j %j', (meta, isFound) => {
    const denied = { ...policy('p1', [group('Old Read', meta)]), effect: 'DENY' as const };

    expect(found({ policies: [denied] })).toEqual(
      isFound
        ? ['LOW DEPRECATED_PERMISSION p1: It names "Old Read", which Cloudflare has deprecated.']
        : [],
    );
  });
});

function nested(outer: string, inner: string): TokenPolicy {
  return {
    ...policy('p1', ['DNS Write']),
    resources: [
      { form: 'scope', name: outer, grants: [{ form: 'grant', name: inner, permission: '*' }] },
    ],
  };
}

describe('the order', () => {
  const WORST: Partial<Token> = {
    isExposed: true,
    expiresOn: '2026-11-01T00:00:00Z',
    lastUsedOn: null,
    condition: null,
    policies: [
      policy('p1', [group('Old Write', { deprecated: 'true' })], 'com.cloudflare.api.account.*'),
      policy('p2', ['API Tokens Write']),
    ],
  };

  test('the worst first, then as the schema lists the kinds', () => {
    const kinds = findingsOf({ ...HARMLESS, ...WORST }, NOW).map(({ kind }) => kind);

    expect(kinds).toEqual([
      'EXPOSED',
      'CREATES_TOKENS',
      'ACTIVE_PAST_EXPIRY',
      'BROAD_WRITE',
      'USABLE_FROM_ANYWHERE',
      'UNUSED',
      'DEPRECATED_PERMISSION',
    ]);
    const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
    const ranks = FINDING_KINDS.map((kind) => severities.indexOf(severityOf(kind)));
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  });

  test('only the kinds that are asked for, in the same order', () => {
    const token = { ...HARMLESS, ...WORST };
    const kinds = findingsOf(token, NOW, ['UNUSED', 'EXPOSED']).map(({ kind }) => kind);

    expect(kinds).toEqual(['EXPOSED', 'UNUSED']);
    expect(findingsOf(token, NOW, [])).toEqual([]);
  });
});
