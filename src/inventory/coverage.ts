import { type ResourceName, readResourceName } from '../model/resource-name.ts';
import type { PolicyResource } from '../model/token.ts';

/** From the widest to the one that says nothing. */
const COVERAGES = ['ALL', 'ALL_IN_ACCOUNT', 'ONE', 'UNKNOWN'] as const;

export type ResourceCoverage = (typeof COVERAGES)[number];

/** How much a resource covers. A nested one: its outer name together with its widest inner name. */
export function coverageOf(resource: PolicyResource): ResourceCoverage {
  if (resource.form === 'grant') return coverageOfName(resource.name);
  const covered = resource.grants.map(({ name }) => coverageWithin(resource.name, name));
  return COVERAGES.find((coverage) => covered.includes(coverage)) ?? 'UNKNOWN';
}

/** How much a name covers by itself. */
export function coverageOfName(name: string): ResourceCoverage {
  const parsed = readResourceName(name);
  if (parsed.resourceId !== null) return 'ONE';
  if (parsed.accountId !== null) return 'ALL_IN_ACCOUNT';
  return isWildcard(name, parsed) ? 'ALL' : 'UNKNOWN';
}

/** How much an inner name covers: within one account, a wildcard covers what that account has. */
export function coverageWithin(outerName: string, innerName: string): ResourceCoverage {
  const inner = coverageOfName(innerName);
  return inner === 'ALL' && readResourceName(outerName).accountId !== null
    ? 'ALL_IN_ACCOUNT'
    : inner;
}

function isWildcard(name: string, { kind }: ResourceName): boolean {
  return kind !== 'OTHER' && name.endsWith('.*');
}
