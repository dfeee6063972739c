/** Permission groups of the policies: a part of Cloudflare's public catalogue. */
const GROUPS = [
  ['c8fed203ed3043cba015a93ad1616f1f', 'Zone Read'],
  ['4755a26eedb94da69e1066d98aa820be', 'DNS Write'],
  ['e086da7e2179491d91ee5f35b3ca210a', 'Workers Scripts Write'],
  ['c1fde68c7bcc44588cbb6ddbc16d6480', 'Account Settings Read'],
  ['2efd5506f9c8494dacb1fa10a3e7d5b6', 'Workers R2 Storage Bucket Item Write'],
];

/**
 * The upstream's 2,000 tokens: made up, the same in every run, and shaped like
 * the samples from Cloudflare's documents and users. Every eighth name has
 * characters outside of ASCII, like names of real tokens.
 */
export const TOKENS = tokensOf(2_000);

/** The tokens of an account that has so many. */
export function tokensOf(count) {
  return Array.from({ length: count }, (_, index) => tokenAt(index));
}

/** The account's id says how many tokens it has. */
export function accountOf(count) {
  return id('acc', count, 10);
}

/** How many tokens an account has, by its id. */
export function countIn(accountId) {
  return Number(accountId.slice('acc'.length));
}

function tokenAt(index) {
  const issued = dateAt(index * 11);
  return {
    id: id('70c', index),
    name: index % 8 === 3 ? `Zürich ✓: deploy ${index}` : `ci: deploy worker ${index}`,
    status: index % 7 === 5 ? 'disabled' : 'active',
    issued_on: issued,
    modified_on: dateAt(index * 11 + 40),
    ...(index % 4 !== 2 && { last_used_on: dateAt(index * 11 + 90) }),
    ...(index % 3 === 0 && { not_before: issued, expires_on: '2027-09-14T23:59:59Z' }),
    policies: Array.from({ length: 1 + (index % 2) }, (_, nth) => policyAt(index, nth)),
    ...(index % 3 === 1 && {
      condition: {
        request_ip: { in: ['192.0.2.0/24', '2001:db8::/48'], not_in: ['192.0.2.128/25'] },
      },
    }),
  };
}

function policyAt(index, nth) {
  return {
    id: id(`b01c${nth}`, index),
    effect: index % 9 === 8 && nth === 1 ? 'deny' : 'allow',
    resources: resourcesAt(index + nth),
    permission_groups: [groupAt(index + nth), groupAt(index + nth + 1)],
  };
}

function groupAt(index) {
  const [groupId, name] = GROUPS[index % GROUPS.length];
  const meta = { label: name.toLowerCase().replaceAll(' ', '_'), scopes: 'com.cloudflare.api' };
  return { id: groupId, name, ...(index % 2 === 0 && { meta }) };
}

/** Every kind of resource, plain and nested. */
function resourcesAt(index) {
  const account = `com.cloudflare.api.account.${id('acc', index % 50)}`;
  const zone = `com.cloudflare.api.account.zone.${id('20e', index % 300)}`;
  const bucket = `com.cloudflare.edge.r2.bucket.${id('acc', index % 50)}_eu_backups-${index % 5}`;
  const forms = [
    { [account]: '*' },
    { [zone]: '*', [`com.cloudflare.api.account.zone.${id('20e', (index + 1) % 300)}`]: '*' },
    { [account]: { 'com.cloudflare.api.account.zone.*': '*' } },
    { [bucket]: '*' },
    { 'com.cloudflare.api.account.zone.*': '*', [`com.cloudflare.api.user.${id('5e4', 1)}`]: '*' },
  ];
  return forms[index % forms.length];
}

/** 32 hexadecimal digits, like Cloudflare's ids. */
function id(prefix, number, radix = 16) {
  return prefix + number.toString(radix).padStart(32 - prefix.length, '0');
}

function dateAt(days) {
  const time = new Date(Date.UTC(2021, 2, 1, 9, 30) + (days % 1_900) * 86_400_000 + days * 1_000);
  return time.toISOString().replace('.000Z', 'Z');
}
