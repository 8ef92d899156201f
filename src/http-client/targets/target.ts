import type { Destination } from './policy.ts';

/** Longer targets are rejected; browsers and proxies limit URLs to about this length. */
const longestTarget = 2048;

/**
 * Parses the target of a probe: an http or https URL, or `host[:port]`, which means http. It is decoded once, as a
 * query parameter; ambiguous targets are rejected.
 *
 * @returns a string that describes the problem, if the target is invalid
 */
export function readTarget(text: string): URL | string {
  if (text === '') return 'is empty: expected a URL such as https://shop.example';
  if (text.length > longestTarget) return `is longer than ${longestTarget} characters`;
  // The WHATWG parser removes some of these characters and treats a backslash as a slash.
  if (/[\p{Cc}\s\\]/u.test(text)) return 'has a control character, a space or a backslash';
  if (text.includes('#')) return 'has a fragment, which is never sent: leave it out';
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) {
    return `has the scheme ${scheme}, expected http or https`;
  }
  const [authority = ''] = rest.split(/[/?]/, 1);
  if (authority.includes('@')) return 'has a user or a password: set auth in the module';
  // The parser would decode the host a second time.
  if (authority.includes('%')) return 'has a percent-encoded host';
  const url = URL.parse(`${scheme ?? 'http'}://${rest}`);
  return url === null || url.hostname === ''
    ? 'is not a URL, expected one such as https://shop.example or shop.example:8080'
    : url;
}

/** The destination of a request to a URL. */
export function destinationOf({ protocol, hostname, port }: URL): Destination {
  const scheme = protocol.slice(0, -1);
  return { scheme, host: hostname, port: Number(port || (scheme === 'https' ? 443 : 80)) };
}
