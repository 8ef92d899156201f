import { isIPv6 } from 'node:net';
import { UsageError } from '../usage-error.ts';

/** Where a server listens. */
export type ListenAddress =
  | {
      readonly kind?: 'tcp';
      /** Undefined: all IPv4 and IPv6 addresses of the machine. */
      readonly host: string | undefined;
      /** 0: any free port. */
      readonly port: number;
    }
  | {
      readonly kind: 'unix';
      readonly path: string;
      /** The permissions of the socket; undefined: determined by the umask. */
      readonly mode: number | undefined;
    }
  | {
      readonly kind: 'inherited';
      /** A listening socket that another process opened, such as systemd. */
      readonly fd: number;
    };

/**
 * Parses a listen address in the format of Go exporters, `:9253`, `127.0.0.1:9253` or `[::1]:9253`, or a Unix socket as
 * `unix:/run/polyprom.sock` or `unix:/run/polyprom.sock?mode=0660`.
 *
 * @returns a string that describes the problem, if the address is invalid
 */
export function readListenAddress(text: string): ListenAddress | string {
  if (text.startsWith('unix:')) return readUnixAddress(text.slice('unix:'.length));
  if (text.includes('://')) {
    return `expected HOST:PORT, :PORT, [IPV6]:PORT or unix:/path, got ${JSON.stringify(text)}`;
  }
  const colon = text.lastIndexOf(':');
  const [host, digits] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  const port = readPort(digits);
  if (colon < 0 || port === undefined) {
    return `expected a port from 0 to 65535 after the last colon, as in :9253, got ${JSON.stringify(text)}`;
  }
  if (host === '' || host === '*') return { kind: 'tcp', host: undefined, port };
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : undefined;
  if (bare !== undefined) {
    return isIPv6(bare)
      ? { kind: 'tcp', host: bare, port }
      : `${JSON.stringify(bare)} is no IPv6 address`;
  }
  if (host.includes(':')) return `an IPv6 address stands in brackets: [${host}]:${port}`;
  return { kind: 'tcp', host, port };
}

function readPort(digits: string): number | undefined {
  const port = Number(digits);
  return /^[0-9]{1,5}$/.test(digits) && port <= 65_535 ? port : undefined;
}

/** Size of `sun_path` on Linux, including the terminating NUL. */
const longestPath = 107;

function readUnixAddress(text: string): ListenAddress | string {
  const [path = '', query] = text.split('?', 2);
  if (!path.startsWith('/'))
    return `expected an absolute path after unix:, got ${JSON.stringify(path)}`;
  if (Buffer.byteLength(path) > longestPath) {
    return `the path of a Unix socket has ${longestPath} bytes at most, ${path} has ${Buffer.byteLength(path)}`;
  }
  if (query === undefined) return { kind: 'unix', path, mode: undefined };
  const [, digits] = /^mode=(0?[0-7]{3})$/.exec(query) ?? [];
  return digits === undefined
    ? `expected mode= and three octal digits, as in ?mode=0660, got ${JSON.stringify(query)}`
    : { kind: 'unix', path, mode: Number.parseInt(digits, 8) };
}

/** The first file descriptor of the sockets that systemd passes (`sd_listen_fds(3)`). */
const firstInherited = 3;

/**
 * The sockets that systemd opened for this process.
 *
 * @returns a string that describes the problem, if there is one
 */
export function inheritedAddresses(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly ListenAddress[] | string {
  const count = Number(env['LISTEN_FDS']);
  // Child processes inherit the variables, so they apply only to the process with this PID.
  if (env['LISTEN_PID'] !== String(pid) || !Number.isInteger(count) || count < 1) {
    return 'systemd passed no socket (LISTEN_FDS): start polyprom by its .socket unit';
  }
  return Array.from({ length: count }, (_, i) => ({ kind: 'inherited', fd: firstInherited + i }));
}

/** A listen address as shown in logs and error messages. */
export function showListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return address.path;
  if (address.kind === 'inherited') return `the inherited socket ${address.fd}`;
  const { host, port } = address;
  return host === undefined ? `port ${port}` : `${host} port ${port}`;
}

/**
 * Where the server listens: the sockets of systemd, otherwise the listen addresses, otherwise host and port.
 *
 * @throws UsageError for an invalid address, and if the expected sockets are missing
 */
export function listenAddresses(given: {
  readonly listen: readonly string[] | undefined;
  readonly isInherited: boolean;
  readonly host: string | undefined;
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
}): readonly ListenAddress[] {
  const { listen, isInherited, host, port, env, pid } = given;
  if (isInherited) {
    const inherited = inheritedAddresses(env, pid);
    if (typeof inherited === 'string') throw new UsageError(inherited);
    return inherited;
  }
  if (listen === undefined) return [{ kind: 'tcp', host, port }];
  return listen.map((text) => {
    const address = readListenAddress(text);
    if (typeof address === 'string') throw new UsageError(`listen address: ${address}`);
    return address;
  });
}
