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
  /** The unix socket used in place of the host of every URL. */
  readonly socketPath: string | undefined;
  /** Whether a connection serves further requests. */
  readonly keepAlive: boolean;
  /**
   * Decides which addresses may be connected to; undefined: all. Connections are shared only where the same object
   * decides. Behind a proxy, which looks up the host itself, it has no say.
   */
  readonly gate?: AddressGate | undefined;
}

export interface Connection {
  readonly dispatcher: Dispatcher;
  /** The proxy or socket that it goes by, without secrets. */
  readonly via: string | undefined;
  /** Opens a connection of its own for one request; undefined where a proxy is in between. */
  readonly open?: ((url: URL, callback: OpenCallback) => void) | undefined;
  /** What is being done for requests to `origin` that have no connection yet, such as `looking up a.example`. */
  stage(origin: string): string | undefined;
  /** What TLS said when a server ended the last connection to `origin`. */
  readonly alert?: ((origin: string) => Error | undefined) | undefined;
}

type OpenCallback = (...result: [null, Socket] | [Error, null]) => void;

/** Connections, as one collector uses them. */
export interface BorrowedConnections {
  with(settings: ConnectionSettings): Connection;
  /** Closes those that no other collector uses, once their requests are done. */
  release(): void;
}

/** The connections of all collectors. */
export interface Connections {
  with(settings: ConnectionSettings): Connection;
  /** The same connections, on behalf of one collector, which is to release them. */
  borrow(): BorrowedConnections;
  /** Ends them all, and with them the requests under way. */
  close(): Promise<void>;
}

/** Idle time after which a proxy or NAT may silently drop a connection. */
const keepAliveMs = 90_000;
/** Settings unused for this long are no longer needed: a certificate that was replaced, a collector that was removed. */
const forgottenMs = 3_600_000;

interface Entry {
  readonly connection: Connection;
  usedAt: number;
  readonly borrowers: Set<BorrowedConnections>;
}

/**
 * One turn of the event loop, after which undici lets the connection of a response serve the next
 * request; without it, pages and redirects would take turns on two connections.
 */
export function connectionReleased(): Promise<void> {
  return setImmediate();
}

/**
 * @param monotonic milliseconds that never go back
 * @param lookup finds the addresses of the hosts that a gate decides about
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

/** A digest, so that no private key lives on as the key of a map. */
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
  // Closing waits for requests under way; their failures reach those that wait for them.
  connection.dispatcher.close().catch(() => {});
}

function openConnection(settings: ConnectionSettings, lookup: Lookup): Connection {
  const { tls, proxy, socketPath, keepAlive, gate } = settings;
  const pool = { keepAliveTimeout: keepAliveMs, pipelining: keepAlive ? 1 : 0, allowH2: false };
  if (proxy !== undefined) {
    const dispatcher = new ProxyAgent({
      ...pool,
      uri: proxy.href,
      // As other clients do: a tunnel for https, plain forwarding for http.
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
