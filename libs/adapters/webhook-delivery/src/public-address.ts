import { BlockList, isIP } from 'node:net';

/** Networks that are not of the public internet, after the IANA special-purpose address registries. */
const special4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the metadata services of clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];

/**
 * Of version 6 only global unicast is public, and there not what stands for an address of version 4. So neither loopback,
 * unique local, link-local and multicast addresses are, nor IPv4-mapped ones and those of NAT64.
 */
const global6: readonly [string, number] = ['2000::', 3];
const special6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, and Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
];

const blocked4 = new BlockList();
for (const [network, prefix] of special4) blocked4.addSubnet(network, prefix, 'ipv4');
const blocked6 = new BlockList();
for (const [network, prefix] of special6) blocked6.addSubnet(network, prefix, 'ipv6');
const allowed6 = new BlockList();
allowed6.addSubnet(...global6, 'ipv6');

/** Whether an address is of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked4.check(address, 'ipv4');
    case 6:
      // One with a zone (fe80::1%eth0) is of this machine's networks.
      return !address.includes('%') && allowed6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
    default:
      return false;
  }
}
