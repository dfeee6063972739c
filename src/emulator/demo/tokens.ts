import type { WirePolicy, WireToken } from '../wire.ts';
import { MACHINES } from './machines.ts';
import { PEOPLE } from './people.ts';
import { demoPlace, idOf, type ListOwner, type Place, pickAt } from './place.ts';
import type { Role } from './role.ts';
import { TO_REVIEW } from './to-review.ts';

const ROLES: readonly Role[] = [...MACHINES, ...PEOPLE, ...TO_REVIEW];
/** Neighbours in a list differ: each role comes once before any comes again. */
const STEP = 5;

/**
 * Tokens for the demo: made up, and the same on every machine, but for their dates, which are
 * relative to `nowMs`. Every finding and every question of the documents has rows.
 */
export function demoTokens(count: number, owner: ListOwner, nowMs: number): WireToken[] {
  return Array.from({ length: count }, (_, index) => demoToken(index, owner, nowMs));
}

/** Two rows that cannot be read. Nothing documents such rows: they stand for what a later version of Cloudflare may send. */
export function withUnreadable(tokens: readonly WireToken[]): unknown[] {
  return tokens.map((token, index) => {
    if (index === 57) return { ...token, policies: token.policies?.map(withoutEffect) };
    return index === 101 ? { ...token, expires_on: 1_830_297_599 } : token;
  });
}

const withoutEffect = (policy: WirePolicy) => ({ ...policy, effect: null });

function demoToken(index: number, owner: ListOwner, nowMs: number): WireToken {
  const round = Math.floor(index / ROLES.length);
  const usual = pickAt(ROLES, index * STEP);
  const isReplaced = usual.isRare === true && round % 3 !== 0;
  const role = isReplaced ? pickAt(MACHINES, index) : usual;
  // Another service than that of the round, whose tokens of this role have their names already.
  const place = demoPlace(owner, index, isReplaced ? round + 5 : round);
  const issuedMs = nowMs - (role.issuedDaysAgo + round * 3) * DAY_MS - (index % 53) * 1_009_000;
  const issued = wireDate(issuedMs);
  const changed = wireDate(issuedMs + (nowMs - issuedMs) * 0.4);
  const policies = role.policies(place)?.map((policy, nth) => ({
    id: idOf(`policy ${nth} ${place.key}`),
    ...policy,
  }));
  return {
    id: idOf(`token ${place.key}`),
    ...nameOf(role, place, round),
    status: role.status ?? 'active',
    issued_on: issued,
    modified_on: index % 3 === 0 ? changed : issued,
    ...lastUseOf(role, round, nowMs),
    ...(role.hasStart && { not_before: issued }),
    ...expiryOf(role, round, nowMs),
    policies: policies ?? null,
    ...(role.condition !== undefined && { condition: role.condition }),
    ...(owner.kind === 'account' && pickAt(ORIGINS, index)),
  };
}

/** As in the sample: created by a person, provisioned by an application, or by an unknown one, or too old to say. */
const ORIGINS: readonly Partial<WireToken>[] = [
  { creator_email_at_creation: 'owner@example.com' },
  {
    creator_email_at_creation: 'dev@example.com',
    provisioner_type: 'com.cloudflare.api.oauthtoken',
    provisioner_id: '4be7d04f2c1a4f1fb0b5a3a6c2d89e17',
  },
  { provisioner_type: 'com.cloudflare.api.oauthtoken', provisioner_id: null },
  {},
];

/** Two tokens of a role that names no service have different names, too. */
function nameOf(role: Role, place: Place, round: number): Partial<WireToken> {
  const name = role.name(place);
  if (name === null) return {};
  const isSame = round > 0 && !name.includes(place.service);
  return { name: isSame ? `${name} (${place.service})` : name };
}

function lastUseOf(role: Role, round: number, nowMs: number): Partial<WireToken> {
  const { usedMinutesAgo } = role;
  // A token that was never used has no date or null: Terraform's state showed both.
  if (usedMinutesAgo === undefined) return {};
  if (usedMinutesAgo === null) return { last_used_on: null };
  return { last_used_on: wireDate(nowMs - (usedMinutesAgo + round * 7) * MINUTE_MS) };
}

function expiryOf(role: Role, round: number, nowMs: number): Partial<WireToken> {
  const { expiresInDays } = role;
  if (expiresInDays === undefined) return {};
  if (expiresInDays === null) return { expires_on: null };
  const days = expiresInDays < 0 ? expiresInDays : expiresInDays + round;
  return { expires_on: lastSecondOfDay(nowMs + days * DAY_MS) };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** In whole seconds with `Z`, as observed. */
function wireDate(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}

/** Cloudflare's dashboard lets tokens expire at the end of a day. */
export function lastSecondOfDay(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 'YYYY-MM-DD'.length)}T23:59:59Z`;
}
