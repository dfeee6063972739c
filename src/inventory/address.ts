import ipaddr from 'ipaddr.js';

/** A block of addresses of one family, as the numbers of its first and last address. */
export interface AddressBlock {
  readonly family: 'IPv4' | 'IPv6';
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { IPv4: 32n, IPv6: 128n } as const;

/** `::ffff:0:0/96`: the IPv4 addresses, written as IPv6 addresses (RFC 4291, 2.5.5.2). */
const MAPPED_PREFIX = 0xffffn;
const MAPPED_BITS = 96n;

/**
 * Reads a block in CIDR notation, or a single address. Host bits may be set. A block of
 * IPv4-mapped IPv6 addresses is the block of their IPv4 addresses. Null if the text is neither.
 */
export function parseBlock(text: string): AddressBlock | null {
  const [address = '', length, ...rest] = text.split('/');
  const start = parseNumber(address);
  if (start === null || rest.length > 0) return null;
  const bits = BITS[start.family];
  const prefixLength = length === undefined ? bits : parsePrefixLength(length, bits);
  if (prefixLength === null) return null;
  const size = 1n << (bits - prefixLength);
  const first = start.value - (start.value % size);
  return unmapped({ family: start.family, first, last: first + size - 1n }, prefixLength);
}

/** Reads a single address. Null if the text is a block, or no address. */
export function parseAddress(text: string): AddressBlock | null {
  return text.includes('/') ? null : parseBlock(text);
}

export function contains(block: AddressBlock, { family, first, last }: AddressBlock): boolean {
  return block.family === family && block.first <= first && last <= block.last;
}

/** Whether blocks together hold every address of a family. */
export function coverFamily(
  blocks: readonly AddressBlock[],
  family: AddressBlock['family'],
): boolean {
  const inOrder = blocks
    .filter((block) => block.family === family)
    .sort((one, other) => (one.first < other.first ? -1 : 1));
  let next = 0n;
  for (const { first, last } of inOrder) {
    if (first > next) return false;
    if (last >= next) next = last + 1n;
  }
  return next === 1n << BITS[family];
}

/** The library also reads octal, hexadecimal and short forms of IPv4, and zones of IPv6. Cloudflare has none of them. */
function parseNumber(address: string) {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return { family: 'IPv4', value: numberOf(ipaddr.IPv4.parse(address).toByteArray()) } as const;
  }
  // The library reads `::192.0.2.1` as `::ffff:192.0.2.1`, which is another address.
  const plain = address.replace(/^::(?=[\d.]+$)/, '0::');
  if (!ipaddr.IPv6.isValid(plain) || plain.includes('%')) return null;
  return { family: 'IPv6', value: numberOf(ipaddr.IPv6.parse(plain).toByteArray()) } as const;
}

function numberOf(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function parsePrefixLength(text: string, bits: bigint): bigint | null {
  if (!/^\d{1,3}$/.test(text)) return null;
  const length = BigInt(text);
  return length <= bits ? length : null;
}

function unmapped(block: AddressBlock, prefixLength: bigint): AddressBlock {
  const isMapped =
    block.family === 'IPv6' &&
    prefixLength >= MAPPED_BITS &&
    block.first >> BITS.IPv4 === MAPPED_PREFIX;
  if (!isMapped) return block;
  const low = (value: bigint) => BigInt.asUintN(Number(BITS.IPv4), value);
  return { family: 'IPv4', first: low(block.first), last: low(block.last) };
}
