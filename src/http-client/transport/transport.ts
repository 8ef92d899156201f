import type { Connection, Connections, ConnectionSettings } from './connections.ts';
import { createProxyChoice } from './proxy.ts';
import { createTlsReader } from './tls-files.ts';
import type { TransportOptions } from './transport-schema.ts';

/** The connection for a request to an address: by its proxy, its socket, its certificates of now. */
export type Transport = (url: URL) => Connection;

/** What a transport uses of the outside world. */
export interface TransportContext {
  readonly connections: Connections;
  /** The environment variables, which may name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. @throws when it cannot be read, as `node:fs` does */
  readonly readFile: (path: string) => string;
}

/**
 * @param mayRepeat whether a request may be sent twice: where it may not, a connection is not kept, for
 * a server can close a kept one at the very moment that it is used
 */
export function createTransport(
  { tls, proxy, socketPath, keepAlive }: TransportOptions,
  mayRepeat: boolean,
  { connections, env, readFile }: TransportContext,
): Transport {
  const readTls = createTlsReader(tls, readFile);
  const chooseProxy = socketPath === undefined ? createProxyChoice(proxy, env) : () => undefined;
  let last: ConnectionSettings | undefined;

  return (url) => {
    const settings = {
      tls: readTls(),
      proxy: chooseProxy(url),
      socketPath: socketPath?.reveal(),
      keepAlive: keepAlive ?? mayRepeat,
    };
    if (last === undefined || !isSame(settings, last)) last = settings;
    return connections.with(last);
  };
}

function isSame(a: ConnectionSettings, b: ConnectionSettings): boolean {
  return a.tls === b.tls && a.proxy?.href === b.proxy?.href && a.socketPath === b.socketPath;
}
