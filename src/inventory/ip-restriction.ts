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

/**
 * Computed once for each list: a hundred tokens of a thousand addresses under 29 aliases took 8 s,
 * since two findings and the field ask for the same.
 */
const everywhere = new WeakMap<readonly string[], boolean>();

function isEverywhere(allowed: readonly string[]): boolean {
  const known = everywhere.get(allowed) ?? coversFamily(allowed);
  everywhere.set(allowed, known);
  return known;
}

/** Every IPv4 or every IPv6 address: most clients have one of each family. */
function coversFamily(allowed: readonly string[]): boolean {
  if (!mayCoverFamily(allowed)) return false;
  const blocks = allowed.map(parseBlock).filter((block): block is AddressBlock => block !== null);
  return coverFamily(blocks, 'IPv4') || coverFamily(blocks, 'IPv6');
}

/** Shares of a family that are less than one together cannot cover it: no address needs to be read. */
function mayCoverFamily(allowed: readonly string[]): boolean {
  let ofIPv4 = 0;
  let ofIPv6 = 0;
  for (const text of allowed) {
    const [, digits = ''] = PREFIX_LENGTH.exec(text) ?? [];
    const length = digits === '' ? LONGEST_PREFIX : Number(digits);
    ofIPv6 += 2 ** -length;
    // A block of IPv4 addresses may be written as one of IPv6 addresses with a longer prefix.
    const ofFamily = text.includes(':') ? length - MAPPED_PREFIX_LENGTH : length;
    if (ofFamily >= 0) ofIPv4 += 2 ** -ofFamily;
  }
  return ofIPv4 >= 1 || ofIPv6 >= 1;
}

const PREFIX_LENGTH = /\/(\d{1,3})$/;
const LONGEST_PREFIX = 128;
const MAPPED_PREFIX_LENGTH = 96;
