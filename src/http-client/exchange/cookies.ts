import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { parseCookie } from 'undici';
import { isSendable, setCookiesOf } from './headers.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
  readonly secure: boolean;
  /** Unix milliseconds; undefined: expires with the session. */
  readonly expires: number | undefined;
}

/**
 * The cookies of one session. Each is sent only to the origin that set it, which is stricter than RFC 6265: `Domain`
 * does not extend it, and other ports of the host are other origins. A cookie for another host is rejected.
 */
export interface CookieJar {
  /** Keeps the cookies that `Set-Cookie` headers of a response set. */
  keep(url: URL, headers: IncomingHttpHeaders): void;
  /** The header `Cookie` for a request, or undefined when there is none. */
  header(url: URL): string | undefined;
  /** The values of the cookies for a URL, by name. */
  values(url: URL): Readonly<Record<string, string>>;
  /** The origins that have cookies. */
  origins(): readonly string[];
}

/** Protects against a server that sets an unlimited number of cookies. */
const maxCookies = 100;
/** Total size of all cookies, because servers reject larger headers. */
const maxLength = 8192;

/** @param now unix milliseconds */
export function createCookieJar(now: () => number): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    keep(url, headers) {
      for (const text of setCookiesOf(headers)) {
        const cookie = readCookie(url, text, now());
        if (cookie === undefined) continue;
        const key = JSON.stringify([cookie.origin, cookie.path, cookie.name]);
        // A cookie that is set again keeps its position: RFC 6265 section 5.3 step 11.
        if (isOver(cookie, now())) cookies.delete(key);
        else if (fits(key, cookie)) cookies.set(key, cookie);
      }
    },
    header(url) {
      const sent = [...cookies.values()].filter(
        (cookie) => belongs(cookie, url) && !isOver(cookie, now()),
      );
      // RFC 6265 section 5.4: longer paths first; for equal lengths, older cookies first.
      sent.sort((a, b) => b.path.length - a.path.length);
      return sent.length === 0
        ? undefined
        : sent.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
    },
    values(url) {
      const sent = [...cookies.values()].filter(({ origin }) => origin === url.origin);
      return Object.fromEntries(sent.map(({ name, value }) => [name, value]));
    },
    origins: () => [...new Set([...cookies.values()].map(({ origin }) => origin))],
  };

  function fits(key: string, cookie: Cookie): boolean {
    if (!cookies.has(key) && cookies.size >= maxCookies) return false;
    let length = lengthOf(cookie);
    for (const [other, kept] of cookies) length += other === key ? 0 : lengthOf(kept);
    return length <= maxLength;
  }
}

function lengthOf({ name, value }: Cookie): number {
  return name.length + value.length;
}

function readCookie(url: URL, text: string, now: number): Cookie | undefined {
  const read = parseCookie(text);
  if (read === null || !isSendable(text)) return undefined;
  const { name, value, domain = '', path = '', secure = false, maxAge, expires } = read;
  if (domain !== '' && !domainMatches(url.hostname, domain)) return undefined;
  return {
    name,
    value,
    origin: url.origin,
    path: path.startsWith('/') ? path : defaultPath(url.pathname),
    secure,
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

function belongs({ origin, path, secure }: Cookie, url: URL): boolean {
  const { pathname, protocol } = url;
  return (
    origin === url.origin &&
    (!secure || protocol === 'https:') &&
    (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
  );
}

function isOver({ expires }: Cookie, now: number): boolean {
  return expires !== undefined && expires <= now;
}
