import { createHash } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { AddressGate } from '../targets/gate.ts';
import {
  connectMs,
  createConnector,
  type Lookup,
  type Stages,
  type TlsAlerts,
} from './connector.ts';
import type { TlsSettings } from './tls-settings.ts';

/** How servers are reached. Requests with equal settings share connections, across collectors. */
export interface ConnectionSettings {
  readonly tls: TlsSettings;
  /** The proxy, with credentials. */
  readonly proxy: URL | undefined;
  /** The Unix socket used in place of the host of every URL. */
  readonly socketPath: string | undefined;
  /** Whether connections are reused. */
  readonly keepAlive: boolean;
  /**
   * Decides which addresses are allowed; undefined: all. Connections are shared only between users of the same gate
   * object. Not used with a proxy, because the proxy resolves the host.
   */
  readonly gate?: AddressGate | undefined;
}

export interface Connection {
  readonly dispatcher: Dispatcher;
  /** The proxy or socket in use, without secrets. */
  readonly via: string | undefined;
  /** Opens a separate connection for one request; undefined if a proxy is used. */
  readonly open?: ((url: URL, callback: OpenCallback) => void) | undefined;
  /** The current stage of requests to `origin` that have no connection yet, such as `looking up a.example`. */
  stage(origin: string): string | undefined;
  /** The TLS error with which the server closed the last connection to `origin`. */
  readonly alert?: ((origin: string) => Error | undefined) | undefined;
}

type OpenCallback = (...result: [null, Socket] | [Error, null]) => void;

/** The connections of one collector. */
export interface BorrowedConnections {
  with(settings: ConnectionSettings): Connection;
  /** Closes the connections that no other collector uses, once their requests have finished. */
  release(): void;
}

/** The connections of all collectors. */
export interface Connections {
  with(settings: ConnectionSettings): Connection;
  /** The shared connections for one collector, which must release them. */
  borrow(): BorrowedConnections;
  /** Closes all connections and aborts the requests in progress. */
  close(): Promise<void>;
}

/** Idle time after which a proxy or NAT may silently drop a connection. */
const keepAliveMs = 90_000;
/** Settings unused for this long are dropped, for example after a certificate was replaced or a collector removed. */
const forgottenMs = 3_600_000;

interface Entry {
  readonly connection: Connection;
  usedAt: number;
  readonly borrowers: Set<BorrowedConnections>;
}

/**
 * Waits for one turn of the event loop, after which undici can reuse the connection of a response. Without it, pages
 * and redirects would alternate between two connections.
 */
export function connectionReleased(): Promise<void> {
  return setImmediate();
}

/**
 * @param monotonic monotonic clock in milliseconds
 * @param lookup resolves the hosts that a gate checks
 */
export function createConnections(
  monotonic: () => number,
  lookup: Lookup = systemLookup,
): Connections {
  const entries = new Map<string, Entry>();
  const keys = new WeakMap<ConnectionSettings, string>();
  const gates = new WeakMap<AddressGate, number>();
  let gateCount = 0;
  const numberOf = (gate: AddressGate) => {
    const known = gates.get(gate);
    if (known !== undefined) return known;
    gateCount += 1;
    gates.set(gate, gateCount);
    return gateCount;
  };
  return {
    with: (settings) => entryOf(settings).connection,
    borrow,
    async close() {
      const open = [...entries.values()];
      entries.clear();
      await Promise.all(open.map(({ connection }) => connection.dispatcher.destroy()));
    },
  };

  function entryOf(settings: ConnectionSettings): Entry {
    const key = keys.get(settings) ?? keyOf(settings, numberOf);
    keys.set(settings, key);
    let entry = entries.get(key);
    if (entry === undefined) {
      closeForgotten(entries, monotonic() - forgottenMs);
      entry = { connection: openConnection(settings, lookup), usedAt: 0, borrowers: new Set() };
      entries.set(key, entry);
    }
    entry.usedAt = monotonic();
    return entry;
  }

  function borrow(): BorrowedConnections {
    const borrowed: BorrowedConnections = {
      with(settings) {
        const { connection, borrowers } = entryOf(settings);
        borrowers.add(borrowed);
        return connection;
      },
      release() {
        for (const [key, entry] of entries) {
          if (entry.borrowers.delete(borrowed) && entry.borrowers.size === 0) {
            close(entries, key, entry);
          }
        }
      },
    };
    return borrowed;
  }
}

/** A digest, so that no private key stays in memory as a map key. */
function keyOf(
  { tls, proxy, socketPath, keepAlive, gate }: ConnectionSettings,
  numberOf: (gate: AddressGate) => number,
): string {
  const parts = [
    tls.ca,
    tls.cert,
    tls.key,
    tls.passphrase,
    tls.servername,
    tls.rejectUnauthorized,
    tls.minVersion,
    tls.ciphers,
    proxy?.href,
    socketPath,
    keepAlive,
    gate && numberOf(gate),
  ];
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('base64');
}

function closeForgotten(entries: Map<string, Entry>, before: number): void {
  for (const [key, entry] of entries) if (entry.usedAt < before) close(entries, key, entry);
}

function close(entries: Map<string, Entry>, key: string, { connection }: Entry): void {
  entries.delete(key);
  // Closing waits for requests in progress; their callers receive any failures.
  connection.dispatcher.close().catch(() => {});
}

function openConnection(settings: ConnectionSettings, lookup: Lookup): Connection {
  const { tls, proxy, socketPath, keepAlive, gate } = settings;
  const pool = { keepAliveTimeout: keepAliveMs, pipelining: keepAlive ? 1 : 0, allowH2: false };
  if (proxy !== undefined) {
    const dispatcher = new ProxyAgent({
      ...pool,
      uri: proxy.href,
      // Same as other clients: a tunnel for https, plain forwarding for http.
      proxyTunnel: false,
      connectTimeout: connectMs,
      requestTls: tls,
      ...(tls.ca === undefined ? {} : { proxyTls: { ca: tls.ca } }),
    });
    const via = `the proxy ${proxy.origin}`;
    return { dispatcher, via, stage: () => `connecting by ${via}` };
  }
  const stages: Stages = new Map();
  const alerts: TlsAlerts = new Map();
  const guard = gate && { gate, lookup };
  const connector = createConnector(tls, { socketPath, guard }, stages, alerts);
  const dispatcher = new Agent({ ...pool, connect: connector });
  return {
    dispatcher,
    via: socketPath === undefined ? undefined : `the socket ${socketPath}`,
    open: ({ protocol, hostname, host, port }, callback) =>
      connector({ protocol, hostname, host, port, localAddress: null }, callback),
    stage: (origin) => stages.get(origin),
    alert: (origin) => alerts.get(origin),
  };
}
