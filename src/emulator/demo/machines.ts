import { ALL_ZONES, accountName, allow, deny, on, zoneName } from './place.ts';
import { DAY, HOUR, only, type Role } from './role.ts';

const RUNNERS = only('192.0.2.0/24', '2001:db8::/48');
const CLUSTER = only('198.51.100.16/28');

/** Tokens of programs: narrow, mostly, and used every day. */
export const MACHINES: readonly Role[] = [
  {
    name: ({ service }) => `GitHub Actions: deploy ${service}`,
    policies: (place) => [
      allow(on(accountName(place)), { ...SCRIPTS, meta: SCRIPTS_META }, 'Workers KV Storage Write'),
      allow(
        on(zoneName(place.otherZone), zoneName(place.zone)),
        'Zone Read',
        'Workers Routes Write',
      ),
    ],
    issuedDaysAgo: 190,
    usedMinutesAgo: 18,
    expiresInDays: 175,
  },
  {
    name: ({ service }) => `cert-manager: DNS-01 for ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Write', 'Zone Read')],
    condition: {
      request_ip: {
        in: ['192.0.2.0/24', '2001:db8::/48'],
        not_in: ['192.0.2.128/25', '2001:db8:0:1::/64'],
      },
    },
    issuedDaysAgo: 64,
    usedMinutesAgo: 7 * HOUR,
    expiresInDays: 301,
    hasStart: true,
  },
  {
    name: ({ service }) => `external-dns (k8s ${service})`,
    policies: (place) => [
      allow(
        { [accountName(place)]: on(zoneName(place.zone), zoneName(place.otherZone)) },
        'DNS Write',
      ),
      deny(on(zoneName(place.otherZone)), 'Zone Read'),
    ],
    condition: CLUSTER,
    issuedDaysAgo: 402,
    usedMinutesAgo: 4,
    expiresInDays: null,
  },
  {
    name: ({ service }) => `Grafana: ${service} analytics`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Analytics Read')],
    condition: { request_ip: { not_in: ['203.0.113.0/24'] } },
    issuedDaysAgo: 118,
    usedMinutesAgo: 2,
    expiresInDays: 247,
  },
  {
    name: ({ service }) => `Logpush ${service} → S3`,
    policies: (place) => [allow(on(accountName(place)), 'Logs Read')],
    condition: { 'request.ip': { in: ['198.51.100.7/32'] } },
    issuedDaysAgo: 655,
    usedMinutesAgo: 31,
  },
  {
    name: ({ service }) => `R2: nightly backup of ${service}`,
    policies: ({ account }) => [
      allow(
        on(
          `com.cloudflare.edge.r2.bucket.${account}_default_backups`,
          `com.cloudflare.edge.r2.bucket.${account}_eu_backups-eu`,
        ),
        'Workers R2 Storage Bucket Item Write',
      ),
    ],
    condition: only('198.51.100.7'),
    issuedDaysAgo: 230,
    usedMinutesAgo: 9 * HOUR,
    expiresInDays: 135,
  },
  {
    name: ({ service }) => `CMS: purge cache of ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Cache Purge')],
    condition: {},
    issuedDaysAgo: 33,
    usedMinutesAgo: 26 * HOUR,
    expiresInDays: 332,
  },
  {
    name: () => 'Zürich office ✓ dynamic DNS',
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Write')],
    condition: only('198.51.100.201'),
    issuedDaysAgo: 511,
    usedMinutesAgo: 12,
    expiresInDays: 219,
  },
  {
    name: ({ service }) => `監視 (${service})`,
    policies: () => [allow(on(ALL_ZONES), 'Zone Read', 'Analytics Read')],
    condition: RUNNERS,
    issuedDaysAgo: 287,
    usedMinutesAgo: 1,
    expiresInDays: 78,
  },
  {
    name: ({ service }) => `load balancer drain, ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Load Balancers Write')],
    condition: CLUSTER,
    issuedDaysAgo: 77,
    usedMinutesAgo: 3 * DAY,
    expiresInDays: 288,
  },
  {
    name: ({ service }) => `Pages build: ${service}`,
    policies: (place) => [allow(on(accountName(place)), 'Pages Write')],
    issuedDaysAgo: 145,
    usedMinutesAgo: 5 * HOUR,
    expiresInDays: 220,
  },
  {
    name: ({ service }) => `waf-sync ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Firewall Services Write', 'Zone Read')],
    condition: RUNNERS,
    issuedDaysAgo: 91,
    usedMinutesAgo: 44,
    expiresInDays: 274,
  },
  {
    name: () => 'FinOps invoice export',
    policies: (place) => [allow(on(accountName(place)), 'Billing Read')],
    condition: only('203.0.113.80'),
    issuedDaysAgo: 365,
    usedMinutesAgo: 19 * DAY,
    expiresInDays: 365,
  },
  {
    name: ({ service }) => `Worker tail: ${service}`,
    policies: ({ account }) => [
      allow(
        {
          [`com.cloudflare.api.account.worker.script.${account}`]: 'read',
          'com.cloudflare.edge.worker.script.5c1e0b7a94d24f60a3c8d9127b5ef604': '*',
        },
        'Workers Scripts Read',
      ),
    ],
    condition: null,
    issuedDaysAgo: 40,
    usedMinutesAgo: 50,
    expiresInDays: 140,
  },
  {
    // A group without a name, with the attributes that were documented until early 2026.
    name: ({ service }) => `octoDNS plan ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), { id: DNS_READ, meta: OLD_META })],
    condition: RUNNERS,
    issuedDaysAgo: 720,
    usedMinutesAgo: 2 * DAY,
    expiresInDays: 10,
  },
  {
    name: ({ service }) => `uptime probe ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Zone Read')],
    condition: only('203.0.113.9', '203.0.113.10', '2001:db8:77::9'),
    issuedDaysAgo: 14,
    usedMinutesAgo: 1,
    expiresInDays: 351,
  },
];

const DNS_READ = '82e64a83756745bbbb1c9c2701bf816b';
const OLD_META = { key: 'key', value: 'value' };
const SCRIPTS = { id: 'e086da7e2179491d91ee5f35b3ca210a', name: 'Workers Scripts Write' };
const SCRIPTS_META = {
  label: 'workers_scripts_write',
  scopes: 'com.cloudflare.api.account',
  editable: 'false',
  added_later: 'an attribute that no document names',
};
