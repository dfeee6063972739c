import { readResourceName } from '../model/resource-name.ts';
import type { PolicyResource } from '../model/token.ts';
import { coverageOfName, coverageWithin, type ResourceCoverage } from './coverage.ts';

/** Whether a resource covers all accounts or all zones, also only those of one account. */
export function isBroad(resource: PolicyResource): boolean {
  const { name } = resource;
  if (resource.form === 'grant') return isBroadName(name, coverageOfName(name));
  return resource.grants.some((grant) => isBroadName(grant.name, coverageWithin(name, grant.name)));
}

/** All accounts or all zones that a resource covers, also those of one account, in words. */
export function broadResources(resource: PolicyResource): readonly string[] {
  const { name } = resource;
  if (resource.form === 'grant') return broadName(name, coverageOfName(name), null);
  const { accountId } = readResourceName(name);
  return resource.grants.flatMap((grant) =>
    broadName(grant.name, coverageWithin(name, grant.name), accountId),
  );
}

function broadName(
  name: string,
  coverage: ResourceCoverage,
  accountId: string | null,
): readonly string[] {
  if (!isBroadName(name, coverage)) return [];
  const things = readResourceName(name).kind === 'ACCOUNT' ? 'all accounts' : 'all zones';
  return [accountId === null ? things : `${things} of account ${accountId}`];
}

function isBroadName(name: string, coverage: ResourceCoverage): boolean {
  if (coverage !== 'ALL' && coverage !== 'ALL_IN_ACCOUNT') return false;
  const { kind } = readResourceName(name);
  return kind === 'ACCOUNT' || kind === 'ZONE';
}
