import type { TokenCondition } from '../model/token.ts';
import { type AddressBlock, coverFamily, parseBlock } from './address.ts';

export type IpRestriction = 'NONE' | 'DENYLIST' | 'ALLOWLIST' | 'BLOCKS_ALL';

/** From where a token may be used. Whether the excluded addresses leave none of the listed ones is not computed. */
export function ipRestrictionOf(condition: TokenCondition | null): IpRestriction {
  const { in: allowed = null, notIn } = condition?.requestIp ?? {};
  if (allowed?.length === 0) return 'BLOCKS_ALL';
  if (allowed !== null && !isEverywhere(allowed)) return 'ALLOWLIST';
  return notIn?.length ? 'DENYLIST' : 'NONE';
}

/** Every IPv4 or every IPv6 address: most clients have one of each family. */
function isEverywhere(allowed: readonly string[]): boolean {
  const blocks = allowed.map(parseBlock).filter((block): block is AddressBlock => block !== null);
  return coverFamily(blocks, 'IPv4') || coverFamily(blocks, 'IPv6');
}
