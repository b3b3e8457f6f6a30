import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPublicAddress } from './public-address.ts';

const bits = (address: string): bigint =>
  address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
const dotted = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
const hex6 = (value: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(
    ':',
  );

/** Any address of a network. */
const within4 = (network: string, prefix: number): fc.Arbitrary<string> =>
  fc.bigInt(0n, 2n ** BigInt(32 - prefix) - 1n).map((host) => dotted(bits(network) | host));
const within6 = (top: bigint, prefix: number): fc.Arbitrary<string> =>
  fc.bigInt(0n, 2n ** BigInt(128 - prefix) - 1n).map((host) => hex6((top << BigInt(128 - prefix)) | host));

describe('a public address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.0.1'])(
    'is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each(['172.32.0.1', '192.167.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001:800::200e'])(
    'is %s too',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['127.0.0.0', 8],
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['169.254.0.0', 16],
    ['100.64.0.0', 10],
    ['0.0.0.0', 8],
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ])('is none of %s/%i, also where version 6 stands for it', (network, prefix) => {
    fc.assert(
      fc.property(within4(network, prefix), (address) => {
        const value = bits(address);
        const wrapped = [
          `::ffff:${address}`,
          `::${address}`,
          `64:ff9b::${address}`,
          hex6((0x2002n << 112n) | (value << 80n)),
        ];
        for (const each of [address, ...wrapped]) expect(isPublicAddress(each)).toBe(false);
      }),
    );
  });

  it.each([
    ['unique local', 0b1111110n, 7],
    ['link-local', 0xfe80n >> 6n, 10],
    ['multicast', 0xffn, 8],
    ['documentation', 0x20010db8n, 32],
    ['Teredo', 0x20010000n, 32],
    ['NAT64', 0x64ff9bn << 64n, 96],
    ['IPv4-mapped', 0xffffn, 96],
    ['the first eighth', 0n, 3],
  ])('is none of version 6 that is %s', (_, top, prefix) => {
    fc.assert(
      fc.property(within6(top, prefix), (address) => {
        expect(isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`${address}%eth0`)).toBe(false);
      }),
    );
  });

  it('is nothing that is no address', () => {
    fc.assert(fc.property(fc.string(), (text) => !isPublicAddress(`x${text}`)));
    for (const text of [
      '',
      '8.8.8',
      '8.8.8.8.8',
      '08.8.8.8',
      '0x8.8.8.8',
      '2130706433',
      'localhost',
      '[::1]',
    ])
      expect(isPublicAddress(text)).toBe(false);
  });
});
