import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { messageOf } from '../engine/failure.ts';
import { UsageError } from '../usage-error.ts';
import type { Connections } from './connections.ts';

export interface Address {
  /** Undefined: all addresses of the machine. */
  readonly host: string | undefined;
  /** 0: one that is free. */
  readonly port: number;
}

// An `import` of node:http reads each of its exports, and the one of WebSocket loads all of Node's fetch:
// 35 ms of the start and 14 MB that nobody here needs.
const { createServer } = process.getBuiltinModule('node:http');

/** Prometheus scrapes every 15 s or every minute: a connection that is kept this long saves it a new one. */
const keepAliveMs = 120_000;

/**
 * Resolves once the server accepts connections.
 *
 * @param connections keeps the limits on what clients may cost; without it there are none but Node's
 * @throws UsageError when the address is taken, not allowed or not one of this machine's
 */
export async function listen(
  app: RequestListener,
  { host, port }: Address,
  connections?: Connections,
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: keepAliveMs, ...connections?.serverOptions });
  if (connections === undefined) server.on('request', app);
  else connections.attach(server, app);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UsageError(explain(error, host, port), { cause: error });
  }
  return server;
}

/** The port that a listening server has. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

/** Lets requests under way finish, then cuts off whatever is still open after `graceMs`. */
export async function close(server: Server, graceMs: number): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  // `close` ends the connections that are idle now; those that become idle later would be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.close();
  await once(server, 'close');
  clearTimeout(cutOff);
  clearInterval(sweep);
}

function explain(error: unknown, host: string | undefined, port: number): string {
  const address = host === undefined ? `port ${port}` : `${host} port ${port}`;
  const { code } = error instanceof Error && 'code' in error ? error : {};
  switch (code) {
    case 'EADDRINUSE':
      return `cannot listen on ${address}: it is in use. Stop the program that has it, or choose another port.`;
    case 'EACCES':
      return `cannot listen on ${address}: not allowed for this user. Choose a port above 1023.`;
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${address}: the address is not one of this machine's.`;
    case 'ENOTFOUND':
      return `cannot listen on ${address}: the host name does not resolve.`;
    default:
      return `cannot listen on ${address}: ${messageOf(error)}`;
  }
}
