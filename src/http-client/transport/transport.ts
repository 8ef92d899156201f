import type { TargetGate } from '../targets/gate.ts';
import type { Connection, Connections, ConnectionSettings } from './connections.ts';
import { createProxyChoice } from './proxy.ts';
import { createTlsReader } from './tls-files.ts';
import type { Tls } from './tls-schema.ts';
import type { TransportOptions } from './transport-schema.ts';

/**
 * The connection for a request to a URL, with the current proxy, socket and certificates.
 *
 * @param trusted whether the URL has the origin in the configuration. The client certificate and
 * `tls.serverName` are used only for that origin
 * @throws CollectionError if the gate rejects the URL
 */
export type Transport = (url: URL, trusted: boolean) => Connection;

/** The external dependencies of a transport. */
export interface TransportContext {
  readonly connections: Pick<Connections, 'with'>;
  /** The environment variables, which may specify a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file as text. @throws as `node:fs` if it cannot be read */
  readonly readFile: (path: string) => string;
  /** Decides where requests may go; undefined: anywhere. */
  readonly gate?: TargetGate | undefined;
}

/** Maximum number of cached settings, as each origin of a redirect may use a different proxy. */
const maxKnown = 8;

/**
 * @param mayRepeat whether a request may be sent twice. If not, connections are not kept alive by default, because
 * the server may close one at the moment it is reused
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
    // The digest of the settings is expensive, so it is computed once per object.
    const same = known.find((other) => isSame(settings, other));
    if (same === undefined) known = [settings, ...known].slice(0, maxKnown);
    return connections.with(same ?? settings);
  };
}

/** TLS settings for servers other than the configured one. */
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
