import ipaddr from 'ipaddr.js';

/** An IP address. An IPv4 address embedded in an IPv6 address is treated as the IPv4 address. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * @param text an address with or without brackets
 * @returns undefined if it is not an IP address in its full form
 */
export function readAddress(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return embedded(ipaddr.parse(bare));
}

/** A range of addresses. A single address is a range with the full prefix length. */
export interface Range {
  readonly network: Address;
  readonly bits: number;
}

/** Parses a range such as `10.0.0.0/8` or `fd00::/8`. Returns undefined if it is not a range. */
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

/** The kind of an address that must be allowed explicitly; undefined for all other addresses. */
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

/** Unlike the IPv4 metadata address 169.254.169.254, this one is not link-local. */
const awsMetadata = 'fd00:ec2:0:0:0:0:0:254';

/**
 * The IPv4 address that an IPv6 address maps to: mapped (RFC 4291 section 2.5.5), translated by NAT64 (RFC 6052) or
 * tunnelled by 6to4 (RFC 3056). Other addresses are returned unchanged.
 */
function embedded(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'ipv4Mapped' || range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12));
  return range === '6to4' ? new ipaddr.IPv4(bytes.slice(2, 6)) : address;
}
