import { readResourceName } from '../model/resource-name.ts';
import type {
  PermissionGroup,
  PolicyResource,
  Token,
  TokenPolicy,
  TokenPolicyEffect,
} from '../model/token.ts';
import { coverageOf, type ResourceCoverage } from './coverage.ts';
import { hasText } from './fold.ts';
import { accessOf, type PermissionAccess } from './permission-access.ts';
import type { Maybe, Predicate } from './predicate.ts';

/** What at least one policy of a token must say. Null is the same as not given. */
export interface TokenGrantFilter {
  readonly effect?: Maybe<TokenPolicyEffect>;
  readonly access?: Maybe<PermissionAccess>;
  readonly permissionGroupIds?: Maybe<readonly string[]>;
  readonly permissionGroupNameContains?: Maybe<string>;
  readonly coverage?: Maybe<readonly ResourceCoverage[]>;
  readonly accountId?: Maybe<string>;
  readonly zoneId?: Maybe<string>;
}

/**
 * One permission group must meet everything that is said of groups, and one resource everything
 * that is said of resources. Deny policies are not subtracted.
 */
export function grantPredicate(filter: TokenGrantFilter): Predicate {
  const { effect } = filter;
  const isGroup = groupPredicate(filter);
  const isResource = resourcePredicate(filter);
  const isPolicy = (policy: TokenPolicy) =>
    policy.effect === (effect ?? 'ALLOW') &&
    (isGroup === null || policy.permissionGroups.some(isGroup)) &&
    (isResource === null || policy.resources.some(isResource));
  return ({ policies }: Token) => policies.some(isPolicy);
}

/** Null if nothing is said of permission groups. */
function groupPredicate(filter: TokenGrantFilter) {
  const { access, permissionGroupIds: ids, permissionGroupNameContains: part } = filter;
  const isGiven = [access, ids, part].some((each) => each !== null && each !== undefined);
  if (!isGiven) return null;
  const hasPart = hasText(part ?? '');
  return (group: PermissionGroup) =>
    (access == null || accessOf(group) === access) &&
    (ids == null || ids.includes(group.id)) &&
    hasPart(group.name);
}

/** Null if nothing is said of resources. */
function resourcePredicate({ coverage, accountId, zoneId }: TokenGrantFilter) {
  const isGiven = [coverage, accountId, zoneId].some((each) => each !== null && each !== undefined);
  if (!isGiven) return null;
  return (resource: PolicyResource) =>
    (coverage == null || coverage.includes(coverageOf(resource))) &&
    (accountId == null || reachesAccount(resource, accountId)) &&
    (zoneId == null || coversZone(resource, zoneId, accountId ?? null));
}

/** A name with the outer name that it stands in, or null. */
type NameInContext = readonly [name: string, outer: string | null];

function namesIn(resource: PolicyResource): readonly NameInContext[] {
  if (resource.form === 'grant') return [[resource.name, null]];
  return resource.grants.map(({ name }) => [name, resource.name]);
}

/** Whether a resource names the account, or something of it, or all accounts or zones. */
function reachesAccount(resource: PolicyResource, accountId: string): boolean {
  const outer = resource.form === 'scope' ? [[resource.name, null] as const] : [];
  return [...outer, ...namesIn(resource)].some(([name, context]) => {
    const account = readResourceName(name).accountId;
    if (account !== null) return account === accountId;
    const contextAccount = context === null ? null : readResourceName(context).accountId;
    if (contextAccount !== null) return contextAccount === accountId;
    return isEveryOf(name, 'ACCOUNT') || isEveryOf(name, 'ZONE');
  });
}

/** Account permissions are not zone permissions: only names of zones cover a zone. */
function coversZone(resource: PolicyResource, zoneId: string, accountId: string | null): boolean {
  return namesIn(resource).some(([name, outer]) => {
    const { kind, resourceId } = readResourceName(name);
    if (kind !== 'ZONE') return false;
    if (resourceId !== null) return resourceId === zoneId;
    const outerAccount = outer === null ? null : readResourceName(outer).accountId;
    const isPossible = outerAccount === null || accountId === null || outerAccount === accountId;
    return isEveryOf(name, 'ZONE') && isPossible;
  });
}

function isEveryOf(name: string, kind: 'ACCOUNT' | 'ZONE'): boolean {
  return name.endsWith('.*') && readResourceName(name).kind === kind;
}
