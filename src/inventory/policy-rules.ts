import { compareInstants, type Instant, parseInstant } from '../lib/instant.ts';
import type { PermissionGroup, TokenPolicy } from '../model/token.ts';
import { broadResources, isBroad } from './broad-resources.ts';
import { onPolicy } from './finding-rule.ts';
import { enumerate, groupNames } from './finding-words.ts';
import { accessOf, createsTokens } from './permission-access.ts';

/** The findings that single policies are to blame for. Deny policies allow nothing. */
export const POLICY_RULES = {
  CREATES_TOKENS: onPolicy(
    'HIGH',
    (policy) => isAllow(policy) && policy.permissionGroups.some(createsTokens),
    ({ permissionGroups }) =>
      `It can create tokens, by ${groupNames(permissionGroups.filter(createsTokens))}.`,
  ),
  BROAD_WRITE: onPolicy(
    'HIGH',
    (policy) =>
      isAllow(policy) && policy.permissionGroups.some(isWrite) && policy.resources.some(isBroad),
    ({ permissionGroups, resources }) =>
      `It has ${groupNames(permissionGroups.filter(isWrite))} on ${enumerate(resources.flatMap(broadResources))}.`,
  ),
  DEPRECATED_PERMISSION: onPolicy(
    'LOW',
    ({ permissionGroups }, now) => permissionGroups.some((group) => isDeprecated(group, now)),
    ({ permissionGroups }, now) => {
      const groups = permissionGroups.filter((group) => isDeprecated(group, now));
      return `It names ${groupNames(groups)}, which Cloudflare has deprecated.`;
    },
  ),
};

function isAllow({ effect }: TokenPolicy): boolean {
  return effect === 'ALLOW';
}

function isWrite(group: PermissionGroup): boolean {
  return accessOf(group) === 'WRITE';
}

function isDeprecated({ meta }: PermissionGroup, now: Instant): boolean {
  const end = meta?.eolAt ? parseInstant(meta.eolAt) : null;
  return meta?.deprecated === 'true' || (end !== null && compareInstants(end, now) < 0);
}
