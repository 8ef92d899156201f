import { domainToASCII } from 'node:url';
import { rangeOf, readAddress, readRange, type Range } from './address.ts';

/** An entry of `allowedTargets`. */
export interface TargetEntry {
  readonly text: string;
  /** Undefined: any scheme. */
  readonly scheme: string | undefined;
  readonly host: HostPattern;
  /** Undefined: the default port of the scheme of the target. */
  readonly port: number | 'any' | undefined;
}

export type HostPattern =
  | { readonly kind: 'name'; readonly name: string }
  /** All names that end in `.suffix`. */
  | { readonly kind: 'subdomains'; readonly suffix: string }
  | { readonly kind: 'range'; readonly range: Range };

/**
 * Parses `[scheme://]host[:port]` or `CIDR[:port]`. The host may begin with `*.` and the port may be `*`.
 *
 * @returns a string that describes the problem, if the entry is invalid
 */
export function readTargetEntry(text: string): TargetEntry | string {
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(text) ?? [];
  if (rest === '') return 'is empty: expected a host such as *.example.com, or 10.0.0.0/8';
  const split = splitPort(rest);
  if (typeof split === 'string') return split;
  const host = readHost(split.host);
  return typeof host === 'string'
    ? host
    : { text, scheme: scheme?.toLowerCase(), host, port: split.port };
}

function splitPort(
  text: string,
): { readonly host: string; readonly port: TargetEntry['port'] } | string {
  const end = hostEnd(text);
  const host = text.slice(0, end);
  const digits = end === text.length ? undefined : text.slice(end + 1);
  if (host === '' || (digits !== undefined && digits !== '*' && !/^\d+$/.test(digits))) {
    return readAddress(text) === undefined
      ? `expected [scheme://]host[:port] or CIDR[:port], got ${JSON.stringify(text)}`
      : `an IPv6 address stands in brackets: [${text}]`;
  }
  if (digits === undefined) return { host, port: undefined };
  if (digits === '*') return { host, port: 'any' };
  const port = Number(digits);
  return port >= 1 && port <= 65_535
    ? { host, port }
    : `expected a port from 1 to 65535, got ${digits}`;
}

/** The end of the host: the colon before the port. Colons of IPv6 are in brackets or before the slash of a range. */
function hostEnd(text: string): number {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  const from = Math.max(bracket, text.indexOf('/'), 0);
  const colon = text.indexOf(':', from);
  return colon < 0 ? text.length : colon;
}

function readHost(text: string): HostPattern | string {
  if (text.includes('/')) {
    const range = readRange(text.replaceAll(/[[\]]/g, ''));
    return range === undefined
      ? `expected a range of addresses such as 10.0.0.0/8 or fd00::/8 and no path, got ${JSON.stringify(text)}`
      : { kind: 'range', range };
  }
  const address = readAddress(text);
  if (address !== undefined) return { kind: 'range', range: rangeOf(address) };
  const isWildcard = text.startsWith('*.');
  const name = normalizeHost(isWildcard ? text.slice(2) : text);
  if (name === undefined) {
    return text.includes('*')
      ? `"*." may lead a host name and stand nowhere else, got ${JSON.stringify(text)}`
      : `expected a host name, got ${JSON.stringify(text)}`;
  }
  return isWildcard ? { kind: 'subdomains', suffix: name } : { kind: 'name', name };
}

/** A host name in lowercase ASCII, without the trailing dot; undefined if it is not a host name. */
export function normalizeHost(text: string): string | undefined {
  const name = domainToASCII(text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  // RFC 1123 section 2.1, plus underscores, which occur in service names.
  return /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(name) && name.length <= 253
    ? name
    : undefined;
}
