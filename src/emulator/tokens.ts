import { groupNamed } from './permission-groups.ts';
import type { WireCondition, WirePolicy, WireToken } from './wire.ts';

/**
 * Tokens for the demo: made up, and the same on every machine. Each field
 * cycles through its shapes with a period of its own, so that a few dozen
 * tokens contain every shape in many combinations.
 */
export function madeUpTokens(count: number, salt = 0): WireToken[] {
  return Array.from({ length: count }, (_, index) => madeUpToken(index, salt));
}

/** The same for an account: its policies name the account, and the tokens say where they come from. */
export function accountTokens(count: number, account: string): WireToken[] {
  const salt = Number.parseInt(account.slice(-2), 16) * 1_000;
  const tokens = JSON.stringify(madeUpTokens(count, salt)).replaceAll(ACCOUNT, account);
  return (JSON.parse(tokens) as WireToken[]).map((token, index) => ({
    ...token,
    ...pick<Partial<WireToken>>(index, ORIGINS),
  }));
}

/** As in the sample: created by a person, provisioned by an application, or by an unknown one, or too old to say. */
const ORIGINS: readonly Partial<WireToken>[] = [
  { creator_email_at_creation: 'owner@example.com' },
  {
    creator_email_at_creation: 'dev@example.com',
    provisioner_type: 'com.cloudflare.api.oauthtoken',
    provisioner_id: '0a700000000000000000000000000001',
  },
  { provisioner_type: 'com.cloudflare.api.oauthtoken', provisioner_id: null },
  {},
];

function madeUpToken(index: number, salt: number): WireToken {
  const issued = dayOf(salt + index * 11);
  const id = fakeId('70c', salt, index);
  return {
    id,
    ...fakeName(index),
    status: pick(index, STATUSES),
    issued_on: issued,
    modified_on: pick(index, [issued, dayOf(salt + index * 11 + 40)]),
    // A token that was never used has no date or null: Terraform's state showed both.
    ...pick<Partial<WireToken>>(index + 1, [
      { last_used_on: dayOf(salt + index * 11 + 90) },
      { last_used_on: dayOf(salt + index * 11 + 7) },
      {},
      { last_used_on: null },
    ]),
    ...pick<Partial<WireToken>>(index, [
      { expires_on: '2027-06-30T23:59:59Z' },
      {},
      { expires_on: null },
      { not_before: issued, expires_on: '2027-12-31T23:59:59Z' },
      {},
    ]),
    policies: pick(index, POLICIES)(fakeId('b01c', salt, index), fakeId('b02c', salt, index)),
    ...pick<Partial<WireToken>>(index, CONDITIONS),
  };
}

function pick<T>(index: number, choices: readonly T[]): T {
  return choices[index % choices.length] as T;
}

/** 32 hexadecimal digits, different for every kind, salt and index, and without a visible order. */
function fakeId(prefix: string, salt: number, index: number): string {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const body = `${mixed.toString(16).padStart(8, '0')}${salt.toString(16).padStart(6, '0')}`;
  return prefix + body.padEnd(32 - prefix.length - 6, '0') + index.toString(16).padStart(6, '0');
}

const FIRST_DAY_MS = Date.UTC(2021, 2, 1, 9, 30, 0);
const DAY_MS = 86_400_000;

/** In whole seconds with `Z`, as observed; all days are within about five years. */
function dayOf(days: number): string {
  const seconds = (days * 37) % 3_600;
  const time = new Date(FIRST_DAY_MS + (days % 1_900) * DAY_MS + seconds * 1_000);
  return time.toISOString().replace('.000Z', 'Z');
}

function fakeName(index: number): Partial<WireToken> {
  if (index % 41 === 40) return { name: `${'long name, '.repeat(10)}long name!` };
  if (index % 43 === 42) return {};
  const team = pick(index, TEAMS);
  const job = pick(Math.floor(index / TEAMS.length) + index, JOBS);
  return { name: `${team}: ${job}` };
}

const TEAMS = [
  'ci',
  'terraform',
  'acme',
  'Zürich office ✓',
  'backup',
  'billing',
  'on-call',
  '監視',
];
const JOBS = ['deploy worker', 'dns-01 challenge', 'edit zones', 'read logs', 'nightly export'];

/** `revoked (exposed)` is in the code of Terraform's provider, the others are in the OpenAPI document. */
const STATUSES = [
  'active',
  'active',
  'disabled',
  'active',
  'active',
  'active',
  'expired',
  'active',
  'active',
  'revoked (exposed)',
  'active',
];

/** Both lists, one, an empty one, none; the current key and the older one; host bits set, as documented. */
const CONDITIONS: readonly { condition?: WireCondition | null }[] = [
  {
    condition: {
      request_ip: {
        in: ['192.0.2.0/24', '2001:db8::/48'],
        not_in: ['192.0.2.100/25', '2001:db8:0:1::/64'],
      },
    },
  },
  {},
  { condition: { request_ip: { in: ['198.51.100.7'] } } },
  {},
  { condition: { request_ip: { not_in: ['203.0.113.0/24'] } } },
  { condition: {} },
  { condition: { 'request.ip': { in: ['198.51.100.7/32'] } } },
  { condition: null },
  // Blocks every address: observed.
  { condition: { request_ip: { in: [] } } },
];

const ACCOUNT = 'acc00000000000000000000000000001';
const ACCOUNT_NAME = `com.cloudflare.api.account.${ACCOUNT}`;
const ZONE_1 = 'com.cloudflare.api.account.zone.20e00000000000000000000000000001';
const ZONE_2 = 'com.cloudflare.api.account.zone.20e00000000000000000000000000002';
const ANY_ZONE = 'com.cloudflare.api.account.zone.*';

const zoneRead = groupNamed('Zone Read');
const dnsRead = groupNamed('DNS Read');
const dnsWrite = groupNamed('DNS Write');

/** Every kind of resource, plain and nested, allowed and denied; groups with and without a name and meta. */
const POLICIES: readonly ((id: string, otherId: string) => readonly WirePolicy[] | null)[] = [
  (id, otherId) => [
    allow(id, { [ACCOUNT_NAME]: '*' }, [
      { ...groupNamed('Workers Scripts Write'), meta: SCRIPTS_META },
    ]),
    allow(otherId, { [ZONE_2]: '*', [ZONE_1]: '*' }, [zoneRead]),
  ],
  (id) => [allow(id, { [ACCOUNT_NAME]: { [ANY_ZONE]: '*' } }, [dnsWrite, zoneRead])],
  (id) => [
    allow(
      id,
      {
        [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_default_backups`]: '*',
        [`com.cloudflare.edge.r2.bucket.${ACCOUNT}_eu_backups-eu`]: '*',
      },
      [groupNamed('Workers R2 Storage Bucket Item Write')],
    ),
  ],
  (id, otherId) => [
    allow(id, { [ACCOUNT_NAME]: { [ZONE_1]: '*', [ZONE_2]: '*' } }, [dnsWrite]),
    { ...allow(otherId, { [ZONE_2]: '*' }, [zoneRead]), effect: 'deny' },
  ],
  (id) => [
    allow(id, { 'com.cloudflare.api.user.5e400000000000000000000000000001': '*' }, [
      groupNamed('API Tokens Read'),
    ]),
  ],
  (id) => [allow(id, { 'com.cloudflare.api.account.*': '*' }, [groupNamed('Billing Read')])],
  // A group without a name, with the attributes documented until early 2026.
  (id) => [
    allow(id, { [ANY_ZONE]: '*' }, [{ id: dnsRead.id, meta: { key: 'key', value: 'value' } }]),
  ],
  (id) => [
    allow(
      id,
      {
        [ACCOUNT_NAME]: '*',
        [`com.cloudflare.api.account.worker.script.${ACCOUNT}`]: 'read',
        'com.cloudflare.edge.worker.script.5c1000000000000000000000000000a1': '*',
      },
      [groupNamed('Logs Read'), dnsRead],
    ),
  ],
  () => [],
  () => null,
];

const SCRIPTS_META = {
  label: 'workers_scripts_write',
  scopes: 'com.cloudflare.api.account',
  editable: 'false',
  added_later: 'an attribute that no document names',
};

function allow(
  id: string,
  resources: WirePolicy['resources'],
  permissionGroups: WirePolicy['permission_groups'],
): WirePolicy {
  return { id, effect: 'allow', resources, permission_groups: permissionGroups };
}
