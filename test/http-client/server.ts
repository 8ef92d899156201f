import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** A request as a server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which of the server's connections it came by, from 0. */
  readonly connection: number;
}

export interface TestServer {
  /** Such as `http://127.0.0.1:4711`. */
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  readonly server: Server;
}

export interface ServerSettings {
  readonly host?: string;
  readonly socketPath?: string;
  readonly tls?: ServerOptions;
}

/** A real server on a free port, closed when the test is over. */
export async function startServer(
  handler: Handler,
  { host = '127.0.0.1', socketPath, tls }: ServerSettings = {},
): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const connections = new Map<Socket, number>();
  const listener: RequestListener = (request, response) => {
    const connection = connections.get(request.socket) ?? connections.size;
    connections.set(request.socket, connection);
    void answer(request, response, connection);
  };
  async function answer(request: IncomingMessage, response: ServerResponse, connection: number) {
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: await read(request), connection };
    seen.push(one);
    handler(one, response);
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(socketPath === undefined ? { host, port: 0 } : { path: socketPath });
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = socketPath === undefined ? portOf(server) : 0;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    seen,
    server,
  };
}

/** A server of raw bytes, for answers that no HTTP server would give. */
export async function startTcpServer(onSocket: (socket: Socket) => void): Promise<{
  readonly url: string;
  readonly port: number;
}> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const port = portOf(server);
  return { url: `http://127.0.0.1:${port}`, port };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string | string[]>> = {},
  status = 200,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
