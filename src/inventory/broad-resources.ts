import { readResourceName } from '../model/resource-name.ts';
import type { PolicyResource } from '../model/token.ts';
import { coverageOfName, coverageWithin, type ResourceCoverage } from './coverage.ts';

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
  const { kind } = readResourceName(name);
  const isBroad = coverage === 'ALL' || coverage === 'ALL_IN_ACCOUNT';
  if (!isBroad || (kind !== 'ACCOUNT' && kind !== 'ZONE')) return [];
  const things = kind === 'ACCOUNT' ? 'all accounts' : 'all zones';
  return [accountId === null ? things : `${things} of account ${accountId}`];
}
