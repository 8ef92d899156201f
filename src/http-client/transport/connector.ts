import type { LookupAddress } from 'node:dns';
import { isIP, Socket, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressGate } from '../targets/gate.ts';
import { destinationOf } from '../targets/target.ts';
import { tlsFault } from './tls-error.ts';
import type { TlsSettings } from './tls-settings.ts';

/** The current stage of the requests to an origin that have no connection yet. */
export type Stages = Map<string, string>;

/** The TLS error of the last connection to an origin, if the server rejected it after the handshake. */
export type TlsAlerts = Map<string, Error>;

/** Separate timeout, because a connection attempt outlives the request that began it. */
export const connectMs = 30_000;

/** Finds all addresses of a host, as `lookup` of `node:dns` with `all`. */
export type Lookup = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** What decides at connect. */
export interface Guard {
  readonly gate: AddressGate;
  readonly lookup: Lookup;
}

/** How connections are made. */
export interface Way {
  /** The unix socket used in place of every host. */
  readonly socketPath: string | undefined;
  /** Decides which addresses are allowed; not used for a Unix socket. */
  readonly guard?: Guard | undefined;
}

/** Origins whose connectors are kept, and with them their TLS sessions. */
const maxGuarded = 100;

/**
 * Connects, and records the progress in `stages`, for the message of a request that times out.
 */
export function createConnector(
  tls: TlsSettings,
  { socketPath, guard }: Way,
  stages: Stages,
  alerts: TlsAlerts,
): buildConnector.connector {
  const options = { ...tls, timeout: connectMs, allowH2: false, socketPath: socketPath ?? null };
  const connector =
    guard === undefined || socketPath !== undefined
      ? keepOne(buildConnector(options))
      : guardedConnector(guard, (lookup) => buildConnector({ ...options, lookup }));
  return (target, callback) => {
    const { protocol, hostname } = target;
    const host = target.host ?? hostname;
    const origin = `${protocol}//${host}`;
    const reached = (stage: string) => stages.set(origin, stage);
    reached(firstStage(hostname, host, socketPath));
    let connect: buildConnector.connector;
    try {
      connect = connector(new URL(origin), hostname);
    } catch (error) {
      stages.delete(origin);
      // Later, as every other failure to connect: undici expects no answer within the call.
      setImmediate(() => callback(error instanceof Error ? error : new Error(String(error)), null));
      return;
    }
    const socket: unknown = connect(target, (...result) => {
      stages.delete(origin);
      callback(...result);
    });
    // undici returns the socket, although its types do not declare it.
    if (!(socket instanceof Socket)) return;
    socket.on('connectionAttempt', (address: string, port: number) => {
      reached(`connecting to ${isIP(address) === 6 ? `[${address}]` : address}:${port}`);
    });
    if (protocol !== 'https:') return;
    alerts.delete(origin);
    // With TLS 1.3 a server rejects a client certificate after the handshake; undici only sees the connection close.
    socket.once('error', (error: Error) => {
      if (tlsFault(error) !== undefined) alerts.set(origin, error);
    });
    socket.once('connect', () => reached(`in the TLS handshake with ${host}`));
  };
}

function firstStage(hostname: string, host: string, socketPath: string | undefined): string {
  if (socketPath !== undefined) return `connecting to the socket ${socketPath}`;
  return isIP(hostname) === 0 ? `looking up ${hostname}` : `connecting to ${host}`;
}

/** The connector for an origin. @throws CollectionError for a literal address that may not be connected to */
type ConnectorOf = (origin: URL, hostname: string) => buildConnector.connector;

function keepOne(connector: buildConnector.connector): ConnectorOf {
  return () => connector;
}

/**
 * A name is looked up once, and the addresses that were checked are the ones connected to. A literal address is checked
 * here: Node.js looks up names only.
 */
function guardedConnector(
  { gate, lookup }: Guard,
  create: (lookup: LookupFunction) => buildConnector.connector,
): ConnectorOf {
  const kept = new Map<string, buildConnector.connector>();
  return (origin, hostname) => {
    const destination = destinationOf(origin);
    const bare = hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(bare) !== 0) gate.checkAddresses(destination, [bare]);
    const known = kept.get(origin.origin);
    if (known !== undefined) return known;
    const connector = create((name, options, callback) => {
      lookup(name, { ...options, all: true }, (error, found) => {
        const refused =
          error ??
          refusalOf(() =>
            gate.checkAddresses(
              destination,
              found.map(({ address }) => address),
            ),
          );
        const [first] = found ?? [];
        if (refused !== null || first === undefined) callback(refused ?? noAddress(name), []);
        else if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      });
    });
    const [oldest] = kept.keys();
    if (kept.size >= maxGuarded && oldest !== undefined) kept.delete(oldest);
    kept.set(origin.origin, connector);
    return connector;
  };
}

function refusalOf(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function noAddress(name: string): Error {
  return new Error(`${name} has no address`);
}
