import { BlockList, isIP } from 'node:net';
import { CollectionError } from '../../engine/source.ts';
import type { Proxy } from './proxy-schema.ts';

/** The proxy for a URL, or undefined for none. */
export type ChooseProxy = (url: URL) => URL | undefined;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy of the configuration, otherwise of the environment variables (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `ALL_PROXY`, lowercase first), except for the hosts of `noProxy` or `NO_PROXY`. The proxy of the environment is
 * never used for this machine itself.
 */
export function createProxyChoice(options: Proxy | undefined, env: Env): ChooseProxy {
  if (options?.url !== undefined) {
    const configured = options.url;
    const isDirect = hostMatcher(options.noProxy ?? []);
    return (url) => (isDirect(url) ? undefined : withLogin(new URL(configured.reveal()), options));
  }
  if (options?.fromEnvironment === false) return () => undefined;
  const isDirect = hostMatcher(options?.noProxy ?? split(read(env, 'no_proxy')));
  const proxies = {
    'https:': parseProxy(read(env, 'https_proxy') || read(env, 'all_proxy')),
    'http:': parseProxy(read(env, 'http_proxy') || read(env, 'all_proxy')),
  };
  return (url) => {
    const proxy = proxies[url.protocol === 'https:' ? 'https:' : 'http:'];
    if (proxy === undefined || isLoopback(url.hostname) || isDirect(url)) return undefined;
    if (proxy instanceof CollectionError) throw proxy;
    return proxy;
  };
}

function withLogin(url: URL, { username, password }: Proxy): URL {
  if (username !== undefined) url.username = encodeURIComponent(username.reveal());
  if (password !== undefined) url.password = encodeURIComponent(password.reveal());
  return url;
}

function read(env: Env, name: string): string {
  return env[name] || env[name.toUpperCase()] || '';
}

function split(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter((entry) => entry !== '');
}

/** An error is stored, and fails the collections that would use the proxy. */
function parseProxy(text: string): URL | CollectionError | undefined {
  if (text === '') return undefined;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  return new CollectionError(
    'connection',
    'the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) is not an http or https URL',
  );
}

/**
 * Entries are names (including subdomains), `.names` (subdomains only), IP addresses or networks, each with or without
 * a port, or `*`.
 */
function hostMatcher(entries: readonly string[]): (url: URL) => boolean {
  const matchers = entries.map((entry) => matcher(entry.trim().toLowerCase()));
  return (url) => matchers.some((matches) => matches(url));
}

function matcher(entry: string): (url: URL) => boolean {
  if (entry === '*') return () => true;
  const network = networkMatcher(entry);
  if (network !== undefined) return (url) => network(bare(url.hostname));
  const [, host = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  const name = bare(host);
  return (url) => isPort(url, port) && isHost(bare(url.hostname), name);
}

function isHost(hostname: string, entry: string): boolean {
  if (isIP(entry) !== 0) return hostname === entry;
  if (entry.startsWith('*.')) return hostname.endsWith(entry.slice(1));
  return entry.startsWith('.')
    ? hostname.endsWith(entry)
    : hostname === entry || hostname.endsWith(`.${entry}`);
}

function isPort({ port, protocol }: URL, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return (port || (protocol === 'https:' ? '443' : '80')) === wanted;
}

function networkMatcher(entry: string): ((hostname: string) => boolean) | undefined {
  const [, network = '', bits] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  const family = isIP(network);
  if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return (hostname) => {
    const kind = isIP(hostname);
    return kind !== 0 && list.check(hostname, kind === 4 ? 'ipv4' : 'ipv6');
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** An IPv6 address without its brackets. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
