import ipaddr from 'ipaddr.js';

/** An IP address; one of IPv4 that is written within IPv6 is the IPv4 address. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** @param text with or without brackets; undefined when it is no IP address in its full form */
export function readAddress(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return embedded(ipaddr.parse(bare));
}

/** A range of addresses; a single address is one of its full length. */
export interface Range {
  readonly network: Address;
  readonly bits: number;
}

/** `10.0.0.0/8`, `fd00::/8`. Undefined when it is none. */
export function readRange(text: string): Range | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [network, bits] = ipaddr.parseCIDR(text);
  const mapped = embedded(network);
  // `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
  if (mapped.kind() === network.kind()) return { network, bits };
  return bits >= 96 ? { network: mapped, bits: bits - 96 } : undefined;
}

export function contains({ network, bits }: Range, address: Address): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

const fullLength = { ipv4: 32, ipv6: 128 };

export function rangeOf(address: Address): Range {
  return { network: address, bits: fullLength[address.kind()] };
}

/** The name of the kinds of address that nothing may be sent to without being named; undefined for all others. */
export function specialKind(address: Address): string | undefined {
  if (address.kind() === 'ipv6' && address.toNormalizedString() === awsMetadata) {
    return 'cloud metadata';
  }
  return specialKinds[address.range()];
}

const specialKinds: Readonly<Partial<Record<string, string>>> = {
  loopback: 'loopback',
  linkLocal: 'link-local',
  multicast: 'multicast',
  unspecified: 'unspecified',
  broadcast: 'broadcast',
};

/** Unlike that of IPv4, 169.254.169.254, it is not link-local. */
const awsMetadata = 'fd00:ec2:0:0:0:0:0:254';

/**
 * The IPv4 address that an IPv6 address leads to: mapped (RFC 4291 section 2.5.5), translated by NAT64 (RFC 6052) or
 * tunnelled by 6to4 (RFC 3056). Any other address as it is.
 */
function embedded(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12));
  return range === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : address;
}
