import type { PermissionGroup, Token, TokenPolicy } from '../model/token.ts';
import { broadResources } from './broad-resources.ts';
import { dateOf } from './dates.ts';
import { compareInstants, daysAfter, daysBetween, type Instant, parseInstant } from './instant.ts';
import { ipRestrictionOf } from './ip-restriction.ts';
import { accessOf, createsTokens } from './permission-access.ts';
import { isUnusedFor } from './unused.ts';

/** Findings are facts about one token for a reviewer, not a verdict: deny policies are not subtracted. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  /** One sentence with the facts: dates, permission groups, resources. */
  readonly message: string;
  /** The policy that is to blame, if one is. */
  readonly policyId: string | null;
}

/** The worst first. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

export type FindingSeverity = (typeof SEVERITIES)[number];

/** After so many days without use, a token counts as unused. */
const UNUSED_DAYS = 90;
/** A token that expires within so many days expires soon. */
const SOON_DAYS = 30;

type Blame = Pick<Finding, 'message' | 'policyId'>;
type Find = (token: Token, now: Instant) => readonly Blame[];

/** The worst first: in the order of severity, then of the schema's enum. */
const RULES = {
  EXPOSED: ['CRITICAL', findExposed],
  CREATES_TOKENS: ['HIGH', findCreatesTokens],
  ACTIVE_PAST_EXPIRY: ['HIGH', findActivePastExpiry],
  BROAD_WRITE: ['HIGH', findBroadWrite],
  USABLE_FROM_ANYWHERE: ['MEDIUM', findUsableFromAnywhere],
  NEVER_EXPIRES: ['MEDIUM', findNeverExpires],
  UNUSED: ['MEDIUM', findUnused],
  EXPIRES_SOON: ['LOW', findExpiresSoon],
  DEPRECATED_PERMISSION: ['LOW', findDeprecatedPermission],
  BLOCKED_EVERYWHERE: ['LOW', findBlockedEverywhere],
} as const satisfies Readonly<Record<string, readonly [FindingSeverity, Find]>>;

export type FindingKind = keyof typeof RULES;

export const FINDING_KINDS = Object.keys(RULES) as readonly FindingKind[];

export function severityOf(kind: FindingKind): FindingSeverity {
  return RULES[kind][0];
}

/** A token's findings of these kinds, the worst first; findings of one kind in the order of the policies. */
export function findingsOf(
  token: Token,
  now: Instant,
  kinds: readonly FindingKind[] = FINDING_KINDS,
): readonly Finding[] {
  const known = lastFindings.get(token);
  const isKnown = known !== undefined && compareInstants(known.now, now) === 0;
  const all = isKnown ? known.findings : allFindings(token, now);
  lastFindings.set(token, { now, findings: all });
  return all.filter(({ kind }) => kinds.includes(kind));
}

/** Of each token, while it is cached: 29 aliases of the field find everything once. */
const lastFindings = new WeakMap<Token, { now: Instant; findings: readonly Finding[] }>();

function allFindings(token: Token, now: Instant): readonly Finding[] {
  return FINDING_KINDS.flatMap((kind) => {
    const [severity, find] = RULES[kind];
    return find(token, now).map((blame) => ({ kind, severity, ...blame }));
  });
}

function findExposed({ isExposed }: Token): readonly Blame[] {
  return onToken(isExposed, 'Cloudflare revoked it: its secret was found in public.');
}

function findCreatesTokens(token: Token): readonly Blame[] {
  return perPolicy(token, isAllow, ({ permissionGroups }) => {
    const groups = permissionGroups.filter(createsTokens);
    return groups.length > 0 && `It can create tokens, by ${groupNames(groups)}.`;
  });
}

function findActivePastExpiry(token: Token, now: Instant): readonly Blame[] {
  const expiry = dateOf(token, 'expiresOn');
  const isPast = isActive(token) && expiry !== null && compareInstants(expiry, now) < 0;
  return onToken(
    isPast,
    () =>
      `It is active, although it expired on ${day(token.expiresOn)} (${span(expiry, now)} ago).`,
  );
}

function findBroadWrite(token: Token): readonly Blame[] {
  return perPolicy(token, isAllow, ({ permissionGroups, resources }) => {
    const groups = permissionGroups.filter((group) => accessOf(group) === 'WRITE');
    const broad = resources.flatMap(broadResources);
    return (
      groups.length > 0 &&
      broad.length > 0 &&
      `It has ${groupNames(groups)} on ${enumerate(broad)}.`
    );
  });
}

function findUsableFromAnywhere(token: Token): readonly Blame[] {
  const isOpen = isActive(token) && ipRestrictionOf(token.condition) === 'NONE';
  return onToken(isOpen, 'It can be used from any address.');
}

function findNeverExpires(token: Token): readonly Blame[] {
  const isEndless = isActive(token) && dateOf(token, 'expiresOn') === null;
  return onToken(isEndless, () => `It never expires. It was issued on ${day(token.issuedOn)}.`);
}

function findUnused(token: Token, now: Instant): readonly Blame[] {
  const lastUsed = dateOf(token, 'lastUsedOn');
  return onToken(isActive(token) && isUnusedFor(token, UNUSED_DAYS, now), () =>
    lastUsed === null
      ? `Never used since it was issued on ${day(token.issuedOn)} (${span(dateOf(token, 'issuedOn'), now)}).`
      : `Not used since ${day(token.lastUsedOn)} (${span(lastUsed, now)}).`,
  );
}

function findExpiresSoon(token: Token, now: Instant): readonly Blame[] {
  const expiry = dateOf(token, 'expiresOn');
  const isSoon =
    isActive(token) &&
    expiry !== null &&
    compareInstants(expiry, now) >= 0 &&
    compareInstants(expiry, daysAfter(now, SOON_DAYS)) <= 0;
  return onToken(isSoon, () => `It expires on ${day(token.expiresOn)} (in ${span(now, expiry)}).`);
}

function findDeprecatedPermission(token: Token, now: Instant): readonly Blame[] {
  return perPolicy(
    token,
    () => true,
    ({ permissionGroups }) => {
      const groups = permissionGroups.filter((group) => isDeprecated(group, now));
      return (
        groups.length > 0 && `It names ${groupNames(groups)}, which Cloudflare has deprecated.`
      );
    },
  );
}

function findBlockedEverywhere({ condition }: Token): readonly Blame[] {
  const isBlocked = ipRestrictionOf(condition) === 'BLOCKS_ALL';
  return onToken(
    isBlocked,
    'It can be used from no address: its list of allowed addresses is empty.',
  );
}

function isDeprecated({ meta }: PermissionGroup, now: Instant): boolean {
  const end = meta?.eolAt ? parseInstant(meta.eolAt) : null;
  return meta?.deprecated === 'true' || (end !== null && compareInstants(end, now) < 0);
}

function isActive({ status }: Token): boolean {
  return status === 'ACTIVE';
}

function isAllow({ effect }: TokenPolicy): boolean {
  return effect === 'ALLOW';
}

function onToken(isFound: boolean, message: string | (() => string)): readonly Blame[] {
  if (!isFound) return [];
  return [{ message: typeof message === 'string' ? message : message(), policyId: null }];
}

function perPolicy(
  { policies }: Token,
  isMeant: (policy: TokenPolicy) => boolean,
  messageOf: (policy: TokenPolicy) => string | false,
): readonly Blame[] {
  return policies.filter(isMeant).flatMap((policy) => {
    const message = messageOf(policy);
    return message === false ? [] : [{ message, policyId: policy.id }];
  });
}

function groupNames(groups: readonly PermissionGroup[]): string {
  return enumerate(groups.map(({ id, name }) => (name === null ? `the group ${id}` : `"${name}"`)));
}

/** The rest is counted, so that a sentence stays a sentence. */
const MOST_NAMES = 5;

function enumerate(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, MOST_NAMES).join(', ');
  return distinct.length > MOST_NAMES ? `${shown} and ${distinct.length - MOST_NAMES} more` : shown;
}

/** The date alone, as Cloudflare wrote it. */
function day(date: string | null): string {
  return date?.slice(0, 'YYYY-MM-DD'.length) ?? 'an unknown day';
}

/** In words. Null is a date that is not known; a finding about a span has both. */
function span(from: Instant | null, to: Instant | null): string {
  return from === null || to === null ? 'an unknown time' : days(daysBetween(from, to));
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
