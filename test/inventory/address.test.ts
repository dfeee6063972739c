import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  type AddressBlock,
  contains,
  coverFamily,
  parseAddress,
  parseBlock,
} from '../../src/inventory/address.ts';

function block(text: string): AddressBlock {
  const parsed = parseBlock(text);
  if (parsed === null) throw new Error(`not a block: ${text}`);
  return parsed;
}

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();

describe('reading a block', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1/32'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['123.123.123.100/24', '123.123.123.0/24'],
    ['10.1.2.3/0', '0.0.0.0/0'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['2001:DB8::ffff/32', '2001:db8::/32'],
    ['::192.0.2.1', '0:0:0:0:0:0:c000:201'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['::ffff:192.0.2.1/120', '192.0.2.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('%s is %s', (text, same) => {
    expect(parseBlock(text)).toEqual(block(same));
  });

  test.each([
    '',
    '/',
    'example.com',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1/33',
    '192.0.2.1/-1',
    '192.0.2.1/',
    '192.0.2.1/24/24',
    '192.0.2.1/ 24',
    ' 192.0.2.1',
    // The library would read these as octal, as hexadecimal, and as one number.
    '010.0.0.1',
    '0xc0.0.2.1',
    '3221225985',
    '2001:db8::1/129',
    '2001:db8:::1',
    'fe80::1%eth0',
    '[2001:db8::1]',
  ])('%j is none', (text) => {
    expect(parseBlock(text)).toBeNull();
  });

  test('a single address is not a block', () => {
    expect(parseAddress('192.0.2.1')).toEqual(block('192.0.2.1'));
    expect(parseAddress('192.0.2.1/32')).toBeNull();
  });
});

test('contains what a list of blocks of the platform contains', () => {
  const agrees = (family: 'ipv4' | 'ipv6', network: string, length: number, address: string) => {
    const list = new BlockList();
    list.addSubnet(network, length, family);
    // The platform, too, takes a mapped address for an IPv4 address; blocks of them are in the table above.
    fc.pre(!/^::ffff:/i.test(network) && !/^::ffff:/i.test(address));
    expect(contains(block(`${network}/${length}`), block(address))).toBe(
      list.check(address, family),
    );
  };
  fc.assert(
    fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ipv4, (network, length, address) => {
      agrees('ipv4', network, length, address);
      agrees('ipv4', network, length, network);
    }),
  );
  fc.assert(
    fc.property(ipv6, fc.integer({ min: 1, max: 128 }), ipv6, (network, length, address) => {
      agrees('ipv6', network, length, address);
      agrees('ipv6', network, length, network);
    }),
  );
});

describe('blocks that together hold every address', () => {
  test.each([
    [['0.0.0.0/0'], true],
    [['203.0.113.9/0'], true],
    [['128.0.0.0/1', '0.0.0.0/1'], true],
    [['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2'], true],
    [['0.0.0.0/1', '64.0.0.0/2', '128.0.0.0/1', '192.0.2.1'], true],
    [['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'], false],
    [['0.0.0.0/2', '128.0.0.0/1'], false],
    [['::ffff:0:0/96'], true],
    [['::/0'], false],
    [[], false],
  ])('%j of IPv4: %j', (texts, isEvery) => {
    expect(coverFamily(texts.map(block), 'IPv4')).toBe(isEvery);
  });

  test('of IPv6', () => {
    expect(coverFamily(['::/1', '8000::/1'].map(block), 'IPv6')).toBe(true);
    expect(coverFamily(['::/1', '8000::/2'].map(block), 'IPv6')).toBe(false);
    expect(coverFamily(['0.0.0.0/0'].map(block), 'IPv6')).toBe(false);
  });

  test('a family that is cut into blocks at random is whole, and is not without one of them', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, fc.nat(), (seeds, missing) => {
        const parts = ['0.0.0.0/0'];
        for (const seed of seeds) parts.push(...halves(parts.splice(seed % parts.length, 1)[0]));
        expect(coverFamily(parts.map(block), 'IPv4')).toBe(true);
        parts.splice(missing % parts.length, 1);
        expect(coverFamily(parts.map(block), 'IPv4')).toBe(false);
      }),
    );
  });
});

function halves(text = ''): readonly string[] {
  const { first } = block(text);
  const length = Number(text.split('/')[1]) + 1;
  const half = 1n << BigInt(32 - length);
  return [first, first + half].map((start) => `${dotted(start)}/${length}`);
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}
