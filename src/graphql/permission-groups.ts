import type { Loaders } from '../loading/loaders.ts';
import { Failure } from '../model/failure.ts';
import type { PermissionGroup as PermissionGroupShape } from '../model/token.ts';
import type { PermissionGroupFilter } from '../model/token-source.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';

export const PERMISSION_GROUPS_COST = typicalCost(TYPICAL_ROWS.catalogue);

export const permissionGroupArguments = builder.args((t) => ({
  name: t.string({
    description:
      "Only groups of this name, as Cloudflare's parameter `name` selects them. At most 256 characters.",
  }),
  scope: t.string({
    description:
      'Only groups of this scope, such as `com.cloudflare.api.account.zone`. At most 256 characters.',
  }),
}));

interface PermissionGroupArguments {
  readonly name?: string | null | undefined;
  readonly scope?: string | null | undefined;
}

/** Every name and scope that was seen is shorter. The text becomes part of a URL. */
const MAX_ARGUMENT_LENGTH = 256;

/** A null argument is the same as one that is not given. */
export async function resolvePermissionGroups(
  { permissionGroups }: Pick<Loaders, 'permissionGroups'>,
  account: string | null,
  { name = null, scope = null }: PermissionGroupArguments,
): Promise<PermissionGroupShape[]> {
  requireShort({ name, scope });
  const groups = await permissionGroups.load({ account, name, scope });
  // A row that cannot be read is a Failure. The executor reports it at the item's own path;
  // Pothos's types know only groups.
  return [...groups] as PermissionGroupShape[];
}

function requireShort(filter: PermissionGroupFilter): void {
  for (const [argument, text] of Object.entries(filter)) {
    if (text === null || text.length <= MAX_ARGUMENT_LENGTH) continue;
    const message = `Argument "${argument}": expected at most ${MAX_ARGUMENT_LENGTH} characters, got ${text.length}.`;
    throw new Failure('BAD_USER_INPUT', message);
  }
}
