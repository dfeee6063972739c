import { accountName, allow, on, zoneName } from './place.ts';
import { DAY, HOUR, only, type Role } from './role.ts';

const OFFICE = only('203.0.113.0/26', '2001:db8:40::/48');

/** Tokens of people: some forgotten, some too open, some in order. */
export const PEOPLE: readonly Role[] = [
  {
    name: () => 'wrangler on Lena’s laptop',
    policies: (place) => [allow(on(accountName(place)), 'Workers Scripts Write')],
    issuedDaysAgo: 410,
    usedMinutesAgo: 133 * DAY,
  },
  {
    name: ({ service }) => `on-call runbook: ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Cache Purge', 'Page Rules Write')],
    condition: OFFICE,
    issuedDaysAgo: 160,
    usedMinutesAgo: 6 * DAY,
    expiresInDays: 205,
  },
  {
    name: () => 'test (delete me)',
    policies: () => [],
    issuedDaysAgo: 287,
    usedMinutesAgo: null,
    expiresInDays: null,
  },
  {
    name: ({ service }) => `Amir: DNS import ${service}`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Write')],
    condition: OFFICE,
    issuedDaysAgo: 9,
    usedMinutesAgo: 3 * HOUR,
    expiresInDays: 5,
    hasStart: true,
  },
  {
    name: () => 'pentest 2025, read only',
    policies: (place) => [allow(on(accountName(place)), 'Account Settings Read', 'Logs Read')],
    status: 'disabled',
    condition: only('203.0.113.200/29'),
    issuedDaysAgo: 350,
    usedMinutesAgo: 322 * DAY,
  },
  {
    name: () => null,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Zone Settings Write')],
    issuedDaysAgo: 1_214,
    usedMinutesAgo: 71 * DAY,
  },
  {
    name: ({ service }) => `${service}: ${LONG}`.slice(0, 120).padEnd(120, '.'),
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'SSL and Certificates Write')],
    condition: only('192.0.2.44'),
    issuedDaysAgo: 99,
    usedMinutesAgo: 11 * DAY,
    expiresInDays: 266,
  },
  {
    name: ({ service }) => `Postman (${service})`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Read', 'Zone Read')],
    issuedDaysAgo: 52,
    usedMinutesAgo: 47 * DAY,
    expiresInDays: 21,
  },
  {
    name: () => 'support tooling',
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Zone Read')],
    condition: OFFICE,
    issuedDaysAgo: 610,
    usedMinutesAgo: 2 * HOUR,
    expiresInDays: 120,
  },
  {
    name: () => 'Marketing: landing pages',
    policies: (place) => [allow(on(accountName(place)), 'Pages Write')],
    condition: OFFICE,
    issuedDaysAgo: 21,
    expiresInDays: 69,
  },
  {
    name: () => '=HYPERLINK("https://example.com","quarterly report")',
    policies: (place) => [allow(on(accountName(place)), 'Billing Read')],
    condition: OFFICE,
    issuedDaysAgo: 130,
    usedMinutesAgo: 88 * DAY,
    expiresInDays: 235,
  },
  {
    name: () => 'old Jenkins',
    policies: () => null,
    status: 'disabled',
    issuedDaysAgo: 1_502,
    usedMinutesAgo: 640 * DAY,
  },
  {
    name: ({ service }) => `wrangler CI trial ${service}`,
    policies: (place) => [
      allow(on(accountName(place)), 'Workers Scripts Write', 'Workers KV Storage Write'),
    ],
    issuedDaysAgo: 188,
    expiresInDays: 177,
  },
];

const LONG =
  'temporary token for the certificate migration, please remove it after the freeze, and ask the platform team first';
