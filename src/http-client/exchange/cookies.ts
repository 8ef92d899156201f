import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { parseCookie } from 'undici';
import { setCookiesOf } from './headers.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  /** Unix milliseconds; undefined lives as long as the session. */
  readonly expires: number | undefined;
}

/**
 * The cookies of one session. Each goes only to the host that set it: a `Domain` does not widen that, and one
 * of another host refuses the cookie.
 */
export interface CookieJar {
  /** Keeps the cookies that `Set-Cookie` headers of a response set. */
  keep(url: URL, headers: IncomingHttpHeaders): void;
  /** The header `Cookie` for a request, or undefined when there is none. */
  header(url: URL): string | undefined;
  isEmpty(): boolean;
}

/** Protects against a server that sets cookies without end. */
const maxCookies = 100;

/** @param now unix milliseconds */
export function createCookieJar(now: () => number): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    keep(url, headers) {
      for (const text of setCookiesOf(headers)) {
        const cookie = readCookie(url, text, now());
        if (cookie === undefined) continue;
        const key = JSON.stringify([cookie.host, cookie.path, cookie.name]);
        cookies.delete(key);
        if (!isOver(cookie, now()) && cookies.size < maxCookies) cookies.set(key, cookie);
      }
    },
    header(url) {
      const sent = [...cookies.values()].filter(
        (cookie) => belongs(cookie, url) && !isOver(cookie, now()),
      );
      // RFC 6265 section 5.4: the longer path first.
      sent.sort((a, b) => b.path.length - a.path.length);
      return sent.length === 0
        ? undefined
        : sent.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
    },
    isEmpty: () => cookies.size === 0,
  };
}

function readCookie(url: URL, text: string, now: number): Cookie | undefined {
  const read = parseCookie(text);
  if (read === null) return undefined;
  const { name, value, domain = '', path = '', secure = false, maxAge, expires } = read;
  if (domain !== '' && !domainMatches(url.hostname, domain)) return undefined;
  return {
    name,
    value,
    host: url.hostname,
    path: path.startsWith('/') ? path : defaultPath(url.pathname),
    // A cookie that was set over TLS is not sent in clear.
    secure: secure || url.protocol === 'https:',
    expires: maxAge === undefined ? expires?.valueOf() : now + maxAge * 1000,
  };
}

/** RFC 6265 section 5.1.3; the domain is lowercase and has no leading dot. */
function domainMatches(hostname: string, domain: string): boolean {
  if (hostname === domain) return true;
  const isAddress = isIP(hostname) !== 0 || hostname.startsWith('[');
  return !isAddress && hostname.endsWith(`.${domain}`);
}

/** RFC 6265 section 5.1.4. */
function defaultPath(pathname: string): string {
  return pathname.slice(0, Math.max(pathname.lastIndexOf('/'), 1));
}

function belongs({ host, path, secure }: Cookie, { hostname, pathname, protocol }: URL): boolean {
  return (
    host === hostname &&
    (!secure || protocol === 'https:') &&
    (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
  );
}

function isOver({ expires }: Cookie, now: number): boolean {
  return expires !== undefined && expires <= now;
}
