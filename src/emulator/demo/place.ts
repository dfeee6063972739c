import { createHash } from 'node:crypto';

import { type GroupName, groupNamed } from '../permission-groups.ts';
import type { WirePermissionGroup, WirePolicy } from '../wire.ts';

/** Whose tokens a list holds: a user's (of several accounts), or those of one account. */
export type ListOwner =
  | { readonly kind: 'user'; readonly accounts: readonly string[] }
  | { readonly kind: 'account'; readonly id: string };

/** What the policies of one token name. */
export interface Place {
  /** Distinguishes this token from all others, for ids. */
  readonly key: string;
  /** The service that the token belongs to: `storefront`. */
  readonly service: string;
  readonly account: string;
  readonly zone: string;
  readonly otherZone: string;
  /** Null for a token of an account: it has no user's permissions. */
  readonly user: string | null;
}

const SERVICES = [
  'storefront',
  'checkout',
  'docs',
  'status page',
  'search',
  'images',
  'accounts',
  'blog',
  'partner API',
  'mobile API',
  'reports',
  'support',
];
const ENVIRONMENTS = ['', ' staging', ' preview', ' EU', ' US', ' APAC'];

/** `round` counts how often each role had a token before. */
export function demoPlace(owner: ListOwner, index: number, round: number): Place {
  const environment = ENVIRONMENTS[Math.floor(round / SERVICES.length) % ENVIRONMENTS.length];
  const service = `${pickAt(SERVICES, round)}${environment}`;
  const list = owner.kind === 'user' ? 'user' : owner.id;
  const account = owner.kind === 'user' ? pickAt(owner.accounts, round) : owner.id;
  return {
    key: `${list} ${index}`,
    service,
    account,
    zone: zoneIdOf(service, account),
    otherZone: zoneIdOf(pickAt(SERVICES, round + 1), account),
    user: owner.kind === 'user' ? idOf('the user of the demo') : null,
  };
}

/** The zone of a service: the same id in all policies that name it. */
function zoneIdOf(service: string, account: string): string {
  return idOf(`zone ${service} ${account}`);
}

/** 32 hexadecimal digits: made up, and the same on every machine. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function pickAt<T>(choices: readonly T[], index: number): T {
  return choices[index % choices.length] as T;
}

export const accountName = ({ account }: Place) => `com.cloudflare.api.account.${account}`;
export const zoneName = (id: string) => `com.cloudflare.api.account.zone.${id}`;
export const ALL_ACCOUNTS = 'com.cloudflare.api.account.*';
export const ALL_ZONES = zoneName('*');

/** A policy without its id. */
export type PolicyParts = Omit<WirePolicy, 'id'>;

export function allow(
  resources: WirePolicy['resources'],
  ...groups: readonly (GroupName | WirePermissionGroup)[]
): PolicyParts {
  return {
    effect: 'allow',
    resources,
    permission_groups: groups.map((group) =>
      typeof group === 'string' ? groupNamed(group) : group,
    ),
  };
}

export function deny(...args: Parameters<typeof allow>): PolicyParts {
  return { ...allow(...args), effect: 'deny' };
}

/** All permissions on what is named: the usual value. */
export function on(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, '*']));
}
