import { groupNamed } from '../permission-groups.ts';
import {
  ALL_ACCOUNTS,
  ALL_ZONES,
  accountName,
  allow,
  deny,
  on,
  type Place,
  type PolicyParts,
  zoneName,
} from './place.ts';
import { DAY, HOUR, only, type Role } from './role.ts';

/** A token of a user makes tokens by a user's permission, a token of an account by an account's. */
function makesTokens(place: Place): PolicyParts {
  return place.user === null
    ? allow(on(accountName(place)), 'Account API Tokens Write')
    : allow(on(`com.cloudflare.api.user.${place.user}`), 'API Tokens Write');
}

/** Tokens that a reviewer should find, and those that have expired. */
export const TO_REVIEW: readonly Role[] = [
  {
    name: ({ service }) => `terraform: all zones (${service})`,
    policies: (place) => [
      allow({ [accountName(place)]: on(ALL_ZONES) }, 'DNS Write', 'Zone Settings Write'),
      deny(on(zoneName(place.zone)), 'Zone Settings Write'),
    ],
    condition: only('192.0.2.17', '192.0.2.18'),
    issuedDaysAgo: 333,
    usedMinutesAgo: 40,
    expiresInDays: null,
  },
  {
    name: () => 'vault: token broker',
    isRare: true,
    policies: (place) => [makesTokens(place)],
    condition: only('198.51.100.30'),
    issuedDaysAgo: 205,
    usedMinutesAgo: 2 * HOUR,
    expiresInDays: 160,
  },
  {
    name: ({ service }) => `contractor: migrate ${service}`,
    isRare: true,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Write', 'Page Rules Write')],
    condition: only('203.0.113.140'),
    issuedDaysAgo: 96,
    usedMinutesAgo: 27 * HOUR,
    expiresInDays: -6,
  },
  {
    name: ({ service }) => `${service} deploy (leaked in a public fork)`,
    isRare: true,
    policies: (place) => [allow(on(accountName(place)), 'Workers Scripts Write')],
    status: 'revoked (exposed)',
    issuedDaysAgo: 260,
    usedMinutesAgo: 15 * DAY,
    expiresInDays: 105,
  },
  {
    name: ({ service }) => `break glass ${service}`,
    isRare: true,
    policies: () => [allow(on(ALL_ACCOUNTS), 'Workers Scripts Write', 'Account Settings Read')],
    issuedDaysAgo: 800,
    usedMinutesAgo: 402 * DAY,
  },
  {
    name: ({ service }) => `image resizing, old API (${service})`,
    isRare: true,
    policies: (place) => [
      allow(on(accountName(place)), {
        ...groupNamed('Page Rules Write'),
        meta: { deprecated: 'true', eol_at: '2025-06-30T00:00:00Z' },
      }),
    ],
    condition: only('198.51.100.64/27'),
    issuedDaysAgo: 940,
    usedMinutesAgo: 8 * HOUR,
    expiresInDays: 55,
  },
  {
    // It blocks every address: observed.
    name: ({ service }) => `${service} paused`,
    isRare: true,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Cache Purge')],
    condition: only(),
    issuedDaysAgo: 75,
    usedMinutesAgo: 60 * DAY,
    expiresInDays: 290,
  },
  {
    name: ({ service }) => `Renovate ${service}`,
    policies: (place) => [allow(on(accountName(place)), 'Workers Scripts Read')],
    condition: only('192.0.2.0/24'),
    issuedDaysAgo: 362,
    usedMinutesAgo: 22,
    expiresInDays: 3,
  },
  {
    name: () => 'audit: list tokens',
    policies: ({ user, ...place }) => [
      user === null
        ? allow(on(accountName({ user, ...place })), 'Account Settings Read')
        : allow(on(`com.cloudflare.api.user.${user}`), 'API Tokens Read'),
    ],
    condition: only('192.0.2.77'),
    issuedDaysAgo: 44,
    usedMinutesAgo: 1 * HOUR,
    expiresInDays: 46,
  },
  {
    name: () => 'zone inventory',
    policies: () => [allow(on(ALL_ACCOUNTS), 'Account Settings Read')],
    condition: only('192.0.2.90'),
    issuedDaysAgo: 151,
    usedMinutesAgo: 14 * HOUR,
    expiresInDays: 214,
  },
  {
    name: () => 'global traffic manager',
    policies: () => [allow(on(ALL_ZONES), 'Load Balancers Write')],
    issuedDaysAgo: 480,
    usedMinutesAgo: 6,
  },
  {
    name: () => 'black friday load test',
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'Cache Purge', 'Zone Read')],
    status: 'expired',
    issuedDaysAgo: 371,
    usedMinutesAgo: 355 * DAY,
    expiresInDays: -341,
  },
  {
    name: ({ service }) => `migration of ${service}, phase 1`,
    policies: ({ zone }) => [allow(on(zoneName(zone)), 'DNS Write')],
    status: 'expired',
    issuedDaysAgo: 120,
    usedMinutesAgo: 41 * DAY,
    expiresInDays: -30,
  },
  {
    name: ({ service }) => `hackathon ${service}`,
    policies: (place) => [allow(on(accountName(place)), 'Workers Scripts Write')],
    status: 'expired',
    issuedDaysAgo: 17,
    usedMinutesAgo: 14 * DAY,
    expiresInDays: -10,
  },
  {
    name: () => 'intern project',
    policies: (place) => [allow(on(accountName(place)), 'Pages Write')],
    status: 'expired',
    condition: only('203.0.113.0/26'),
    issuedDaysAgo: 200,
    expiresInDays: -110,
  },
];
