import fc from 'fast-check';
import type { TokenFilter } from '../../src/inventory/filter.ts';
import { FINDING_KINDS } from '../../src/inventory/findings.ts';
import type { TokenGrantFilter } from '../../src/inventory/grant-filter.ts';
import type { PermissionGroupMeta, PolicyResource, Token } from '../../src/model/token.ts';

export const NOW_MS = Date.parse('2026-11-26T12:00:00Z');
const DAY_MS = 86_400_000;

const date = fc
  .oneof(
    // The limits of the rules themselves, and a moment beside each of them.
    fc
      .tuple(fc.constantFrom(-91, -90, -31, -30, -1, 0, 1, 30, 31), fc.constantFrom(-1, 0, 1))
      .map(([days, ms]) => NOW_MS + days * DAY_MS + ms),
    fc.integer({ min: NOW_MS - 400 * DAY_MS, max: NOW_MS + 400 * DAY_MS }),
  )
  .map((ms) => new Date(ms).toISOString());
const maybeDate = fc.option(fc.oneof({ weight: 9, arbitrary: date }, fc.constant('unreadable')));

const block = fc.constantFrom(
  ...['192.0.2.0/24', '192.0.2.7/24', '192.0.2.1', '198.51.100.0/25', '0.0.0.0/0', '0.0.0.0/1'],
  ...['128.0.0.0/1', '2001:db8::/32', '2001:db8::1', '::/0', 'unreadable'],
);
const blocks = fc.option(fc.array(block, { maxLength: 3 }));
const condition = fc.option(
  fc.record({ requestIp: fc.option(fc.record({ in: blocks, notIn: blocks })) }),
);

const ACCOUNTS = ['acc1', 'acc2'];
const ZONES = ['zone1', 'zone2'];
const accountName = fc
  .constantFrom(...ACCOUNTS, '*')
  .map((id) => `com.cloudflare.api.account.${id}`);
const zoneName = fc
  .constantFrom(...ZONES, '*')
  .map((id) => `com.cloudflare.api.account.zone.${id}`);
const otherName = fc.constantFrom('com.cloudflare.api.user.u1', 'com.cloudflare.future.thing.*');
const grant = fc
  .oneof(accountName, zoneName, otherName)
  .map((name) => ({ form: 'grant', name, permission: '*' }) as const);
const resource: fc.Arbitrary<PolicyResource> = fc.oneof(
  grant,
  fc.record({
    form: fc.constant('scope' as const),
    name: fc.oneof(accountName, otherName),
    grants: fc.array(grant, { maxLength: 2 }),
  }),
);

const meta = fc.option(
  fc
    .constantFrom('true', 'false')
    .map((deprecated) => ({ deprecated, eolAt: null }) as unknown as PermissionGroupMeta),
);
const groupName = fc.constantFrom(
  'DNS Read',
  'DNS Write',
  'API Tokens Write',
  'API Tokens Read',
  null,
);
const group = fc.record({ id: fc.constantFrom('g1', 'g2', 'g3'), name: groupName, meta });
const policy = fc.record({
  id: fc.constantFrom('p1', 'p2'),
  effect: fc.constantFrom('ALLOW' as const, 'ALLOW' as const, 'DENY' as const, 'UNKNOWN' as const),
  permissionGroups: fc.array(group, { maxLength: 2 }),
  resources: fc.array(resource, { maxLength: 2 }),
});

const STATUSES = ['ACTIVE', 'DISABLED', 'EXPIRED', 'REVOKED', 'UNKNOWN'] as const;
const name = fc.constantFrom('', 'Deploy', 'deploy', 'DNS', 'ẞig', 'ßig', '𝒜', 'ﬀ', 'zone ü');

export const token: fc.Arbitrary<Token> = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{4}$/),
  name: fc.option(name),
  status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, ...STATUSES, null),
  isExposed: fc.boolean(),
  issuedOn: maybeDate,
  modifiedOn: maybeDate,
  lastUsedOn: maybeDate,
  expiresOn: maybeDate,
  notBefore: fc.constant(null),
  condition,
  policies: fc.array(policy, { maxLength: 2 }),
});

/** Different ids, as in one snapshot of a list. */
export const tokens = fc.uniqueArray(token, { selector: ({ id }) => id, maxLength: 12 });

const someOf = <T>(values: readonly T[]) =>
  fc.subarray([...values], { maxLength: Math.min(3, values.length) });
const days = fc.constantFrom(0, 1, 30, 90, 400);

const GRANTS = {
  access: fc.constantFrom('READ' as const, 'WRITE' as const),
  permissionGroupIds: someOf(['g1', 'g2']),
  permissionGroupNameContains: fc.constantFrom('', 'dns', 'API tokens'),
  coverage: someOf(['ALL', 'ALL_IN_ACCOUNT', 'ONE', 'UNKNOWN'] as const),
  accountId: fc.constantFrom(...ACCOUNTS),
  zoneId: fc.constantFrom(...ZONES),
};
const grants: fc.Arbitrary<TokenGrantFilter> = fc
  .tuple(
    fc.option(fc.constantFrom('ALLOW' as const, 'DENY' as const, 'UNKNOWN' as const), { freq: 1 }),
    fewOf(GRANTS),
  )
  .map(([effect, others]) => ({ effect, ...others }));

const CONDITIONS = {
  status: someOf(STATUSES),
  nameContains: fc.constantFrom('', 'DEP', 'ü', 'n'),
  neverExpires: fc.boolean(),
  expiresBefore: date,
  expiresAfter: date,
  expiresWithinDays: days,
  neverUsed: fc.boolean(),
  unusedForDays: days,
  issuedBefore: date,
  issuedAfter: date,
  modifiedBefore: date,
  modifiedAfter: date,
  ipRestriction: someOf(['NONE', 'DENYLIST', 'ALLOWLIST', 'BLOCKS_ALL'] as const),
  usableFrom: fc.constantFrom('192.0.2.1', '198.51.100.200', '2001:db8::1', '2001::1'),
  findings: someOf(FINDING_KINDS),
  grants,
};

/** One or two of these properties, or one that is null. */
function fewOf<T extends Readonly<Record<string, fc.Arbitrary<unknown>>>>(arbitraries: T) {
  type Few = {
    readonly [Name in keyof T]?: (T[Name] extends fc.Arbitrary<infer V> ? V : never) | null;
  };
  const one = fc.oneof(
    ...Object.entries(arbitraries).map(([key, value]) =>
      fc.option(value).map((each) => ({ [key]: each })),
    ),
  );
  return fc.tuple(one, fc.option(one)).map(([first, second]) => ({ ...first, ...second }) as Few);
}

const combined = (inner: fc.Arbitrary<TokenFilter>): fc.Arbitrary<TokenFilter> => {
  const filters = fc.array(inner, { maxLength: 2 });
  return fc.oneof(
    inner,
    filters.map((and) => ({ and })),
    filters.map((or) => ({ or })),
    fc.tuple(inner, inner).map(([not, others]) => ({ ...others, not })),
  );
};

export const filter: fc.Arbitrary<TokenFilter> = combined(combined(fewOf(CONDITIONS)));
