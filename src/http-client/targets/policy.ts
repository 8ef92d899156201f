import { closest } from '../../message/suggestion.ts';
import { contains, readAddress, specialKind, type Address, type Range } from './address.ts';
import { normalizeHost, type TargetEntry } from './entry.ts';

/** The destination of a request. */
export interface Destination {
  /** Without the colon, as `https`. */
  readonly scheme: string;
  /** As in the URL: a name, or an address with or without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Decides which destinations are allowed, first by the URL and then by the addresses that its host resolves to. */
export interface TargetPolicy {
  /** The reason why the destination is not allowed; undefined if it is allowed. */
  refusal(destination: Destination): string | undefined;
  /**
   * The reason why these addresses of the host are not allowed; undefined if they are. All of them are checked, because
   * the connection may use any of them.
   */
  addressRefusal(destination: Destination, addresses: readonly string[]): string | undefined;
}

/**
 * @param entries the entries of `allowedTargets`
 * @param listed targets that are allowed because they are listed exactly
 */
export function createTargetPolicy(
  entries: readonly TargetEntry[],
  listed: readonly Destination[],
): TargetPolicy {
  const listedKeys = new Set(listed.map(keyOf));

  return {
    refusal(destination) {
      if (listedKeys.has(keyOf(destination))) return undefined;
      const address = readAddress(destination.host);
      const fitting = entries.filter((entry) => fits(entry, destination));
      if (address !== undefined) {
        return refusalOf(address, destination, fitting);
      }
      const name = normalizeHost(destination.host);
      // A range also allows a name, if its addresses match.
      const isAdmitted =
        name !== undefined &&
        fitting.some(({ host }) => host.kind === 'range' || namesHost(host, name));
      return isAdmitted ? undefined : notAllowed(destination);
    },

    addressRefusal(destination, addresses) {
      if (addresses.length === 0) return `${destination.host} has no address`;
      const name = normalizeHost(destination.host);
      const fitting = entries.filter((entry) => fits(entry, destination));
      const isListed = listedKeys.has(keyOf(destination));
      const isNamed =
        isListed || (name !== undefined && fitting.some(({ host }) => namesHost(host, name)));
      for (const text of addresses) {
        const address = readAddress(text);
        if (address === undefined) return `${text} is no IP address`;
        if (isListed && readAddress(destination.host) !== undefined) continue;
        if (isLocalName(name) && isNamed && address.range() === 'loopback') continue;
        const inRange = fitting.some(
          ({ host }) => host.kind === 'range' && contains(host.range, address),
        );
        if (inRange) continue;
        const special = specialKind(address);
        if (special !== undefined) return refusedSpecial(destination.host, text, special);
        if (!isNamed)
          return `${destination.host} has the address ${text}, which no allowed range contains`;
      }
      return undefined;
    },
  };

  function refusalOf(
    address: Address,
    destination: Destination,
    fitting: readonly TargetEntry[],
  ): string | undefined {
    const ranges: Range[] = fitting.flatMap(({ host }) =>
      host.kind === 'range' ? [host.range] : [],
    );
    if (ranges.some((range) => contains(range, address))) return undefined;
    const special = specialKind(address);
    return special === undefined
      ? notAllowed(destination)
      : refusedSpecial(destination.host, address.toString(), special);
  }

  function notAllowed(destination: Destination): string {
    const nearest = nearestEntry(entries, destination);
    const shown = `${destination.scheme}://${destination.host}:${destination.port}`;
    if (nearest === undefined) return `${shown} is not allowed: allowedTargets is empty`;
    return `${shown} is not allowed: the nearest entry of allowedTargets is ${nearest.text}${difference(nearest, destination)}`;
  }
}

function keyOf({ scheme, host, port }: Destination): string {
  const address = readAddress(host);
  return `${scheme}://${address?.toNormalizedString() ?? normalizeHost(host) ?? host}:${port}`;
}

const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** Whether scheme and port match an entry. A target without an HTTP scheme is TLS: port 443. */
function fits({ scheme, port }: TargetEntry, destination: Destination): boolean {
  return fitsScheme(scheme, destination) && fitsPort(port, destination);
}

function fitsScheme(scheme: string | undefined, destination: Destination): boolean {
  return scheme === undefined || scheme === destination.scheme;
}

function fitsPort(port: TargetEntry['port'], destination: Destination): boolean {
  if (port === 'any') return true;
  return destination.port === (port ?? schemePorts[destination.scheme] ?? 443);
}

function namesHost(host: TargetEntry['host'], name: string): boolean {
  if (host.kind === 'name') return host.name === name;
  return host.kind === 'subdomains' && name.endsWith(`.${host.suffix}`);
}

/** RFC 6761 section 6.3. */
function isLocalName(name: string | undefined): boolean {
  return name === 'localhost' || name?.endsWith('.localhost') === true;
}

function refusedSpecial(host: string, address: string, kind: string): string {
  const shown = host === address ? host : `${host} has the address ${address}, which`;
  const range = `${address}/${address.includes(':') ? 128 : 32}`;
  return `${shown} is refused (${kind}) unless allowedTargets names it, as ${range}`;
}

function nearestEntry(
  entries: readonly TargetEntry[],
  destination: Destination,
): TargetEntry | undefined {
  const name = normalizeHost(destination.host) ?? destination.host;
  const sameHost = entries.find(({ host }) => namesHost(host, name));
  if (sameHost !== undefined) return sameHost;
  const byName = new Map(entries.map((entry) => [hostText(entry), entry]));
  const near = closest(name, byName.keys());
  return (near === undefined ? undefined : byName.get(near)) ?? entries[0];
}

function hostText({ host, text }: TargetEntry): string {
  if (host.kind === 'name') return host.name;
  return host.kind === 'subdomains' ? host.suffix : text;
}

function difference(entry: TargetEntry, destination: Destination): string {
  const name = normalizeHost(destination.host) ?? '';
  if (!namesHost(entry.host, name)) return '';
  if (!fitsScheme(entry.scheme, destination)) return `, which allows ${entry.scheme} only`;
  if (entry.port === undefined) return ', which allows the port of the scheme only';
  return `, which allows port ${entry.port} only`;
}
