import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { connect, type ListenOptions } from 'node:net';
import { messageOf } from '../engine/failure.ts';
import { UsageError } from '../usage-error.ts';
import type { TlsSettings } from '../web-config/model.ts';
import type { Connections } from './connections.ts';
import { showListenAddress, type ListenAddress } from './listen-address.ts';
import { refuseClients, tlsOptions } from './tls.ts';

// An `import` of node:http reads all of its exports, and reading WebSocket loads the whole fetch implementation of
// Node.js. That would cost 35 ms at startup and 14 MB.
const { createServer } = process.getBuiltinModule('node:http');

/** TLS of a server: the initial settings, and how they are updated later. */
export interface ServerTls {
  readonly settings: () => TlsSettings;
  /** Called with the reason when a client is rejected after its handshake. */
  readonly onRefused: (reason: string) => void;
}

/** Prometheus typically scrapes every 15 s or every minute; keeping connections this long avoids new handshakes. */
const keepAliveMs = 120_000;

/**
 * Resolves once the server accepts connections.
 *
 * @param connections enforces the limits on clients; without it only the limits of Node.js apply
 * @param tls undefined: plain HTTP
 * @throws UsageError if the address is in use, not permitted, or not an address of this machine
 */
export async function listen(
  app: RequestListener,
  address: ListenAddress,
  connections?: Connections,
  tls?: ServerTls,
): Promise<Server> {
  const options = { keepAliveTimeout: keepAliveMs, ...connections?.serverOptions };
  const server = tls === undefined ? createServer(options) : createTlsServer(options, tls);
  if (connections === undefined) server.on('request', app);
  else connections.attach(server, app);
  try {
    if (address.kind === 'unix') await removeStale(address.path);
    server.listen(optionsOf(address));
    await once(server, 'listening');
    if (address.kind === 'unix' && address.mode !== undefined) {
      await chmod(address.path, address.mode);
    }
  } catch (error) {
    throw new UsageError(explain(error, address), { cause: error });
  }
  return server;
}

function createTlsServer(options: ServerOptions, { settings, onRefused }: ServerTls): Server {
  const { createServer: createHttpsServer } = process.getBuiltinModule('node:https');
  const server = createHttpsServer({
    ...options,
    ...tlsOptions(settings()),
    // The handshake has the same timeout as the headers that follow.
    ...(options.headersTimeout !== undefined && { handshakeTimeout: options.headersTimeout }),
  });
  refuseClients(server, settings, onRefused);
  return server;
}

function optionsOf(address: ListenAddress): ListenOptions & { readonly fd?: number } {
  if (address.kind === 'unix') return { path: address.path };
  if (address.kind === 'inherited') return { fd: address.fd };
  const { host, port } = address;
  return host === undefined ? { port } : { host, port };
}

/** A socket file left behind by a killed process would make the next one fail to listen. */
async function removeStale(path: string): Promise<void> {
  const info = await lstat(path).catch(() => undefined);
  if (info?.isSocket() !== true) return;
  const probe = connect(path);
  try {
    await once(probe, 'connect');
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') await unlink(path);
  } finally {
    probe.destroy();
  }
}

/** The port of a listening server. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** The port of a listening server; undefined for a Unix socket. */
export function portsOf(server: Server): readonly number[] {
  return typeof server.address() === 'string' ? [] : [portOf(server)];
}

/** Where a server listens, for the log: a URL, or the path of a Unix socket. */
export function placeOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) return String(address);
  const scheme = 'setSecureContext' in server ? 'https' : 'http';
  const { address: host, port } = address;
  const isAny = host === '::' || host === '0.0.0.0';
  const shown = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${isAny ? 'localhost' : shown}:${port}`;
}

/** Lets requests in progress finish, then closes all connections that are still open after `graceMs`. */
export async function close(server: Server, graceMs: number): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  // `close` only closes connections that are idle now; those that become idle later would be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.close();
  await once(server, 'close');
  clearTimeout(cutOff);
  clearInterval(sweep);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function explain(error: unknown, address: ListenAddress): string {
  const shown = showListenAddress(address);
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `cannot listen on ${shown}: it is in use. Stop the program that has it, or choose another port with --port.`;
    case 'EACCES':
      return address.kind === 'unix'
        ? `cannot listen on ${shown}: not allowed for this user. Choose another directory.`
        : `cannot listen on ${shown}: not allowed for this user. Choose a port above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${shown}: the address is not one of this machine's.`;
    case 'ENOTFOUND':
      return `cannot listen on ${shown}: the host name does not resolve.`;
    default:
      return `cannot listen on ${shown}: ${messageOf(error)}`;
  }
}
