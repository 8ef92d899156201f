import type { TargetGate } from '../targets/gate.ts';
import type { Connection, Connections, ConnectionSettings } from './connections.ts';
import { createProxyChoice } from './proxy.ts';
import { createTlsReader } from './tls-files.ts';
import type { Tls } from './tls-schema.ts';
import type { TransportOptions } from './transport-schema.ts';

/**
 * The connection for a request to a URL, with the proxy, socket and certificates of now.
 *
 * @param trusted whether it is to the origin that the configuration names. No other gets the certificate
 * of this client, or is expected to have the name in `tls.serverName`
 * @throws CollectionError for a URL that the gate refuses
 */
export type Transport = (url: URL, trusted: boolean) => Connection;

/** What a transport uses of the outside world. */
export interface TransportContext {
  readonly connections: Pick<Connections, 'with'>;
  /** The environment variables, which may name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readonly readFile: (path: string) => string;
  /** Decides where requests may go; undefined: anywhere. */
  readonly gate?: TargetGate | undefined;
}

/** Settings in use at a time: for each origin of a redirect there may be a proxy of its own. */
const maxKnown = 8;

/**
 * @param mayRepeat whether a request may be sent twice. If not, connections are not kept by default: the
 * server may close a kept one at the moment it is reused
 */
export function createTransport(
  { tls, proxy, socketPath, keepAlive }: TransportOptions,
  mayRepeat: boolean,
  { connections, env, readFile, gate }: TransportContext,
): Transport {
  const readTls = createTlsReader(tls, readFile);
  const readAnonymousTls = createTlsReader(tls && withoutIdentity(tls), readFile);
  const chooseProxy = socketPath === undefined ? createProxyChoice(proxy, env) : () => undefined;
  let known: readonly ConnectionSettings[] = [];

  return (url, trusted) => {
    const addresses = gate?.checkUrl(url, trusted);
    const settings: ConnectionSettings = {
      tls: trusted ? readTls() : readAnonymousTls(),
      proxy: chooseProxy(url),
      socketPath: socketPath?.reveal(),
      keepAlive: keepAlive ?? mayRepeat,
      gate: addresses,
    };
    // The digest of settings is costly, and is taken once for each object.
    const same = known.find((other) => isSame(settings, other));
    if (same === undefined) known = [settings, ...known].slice(0, maxKnown);
    return connections.with(same ?? settings);
  };
}

/** TLS of a server other than the configured one. */
function withoutIdentity({ ca, insecureSkipVerify, minVersion }: Tls): Tls {
  return { ca, insecureSkipVerify, minVersion };
}

function isSame(a: ConnectionSettings, b: ConnectionSettings): boolean {
  return (
    a.tls === b.tls &&
    a.proxy?.href === b.proxy?.href &&
    a.socketPath === b.socketPath &&
    a.gate === b.gate
  );
}
