import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionLimits } from './limits.ts';
import { refuseUnserved, type Refused } from './refusals.ts';

/** The connections of the server. Their number is limited, and each processes one request at a time. */
export interface Connections {
  /** Options of `createServer` that enforce the limits on what is read. */
  readonly serverOptions: {
    readonly maxHeaderSize: number;
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly connectionsCheckingInterval: number;
  };
  /** Serves the requests of all connections of a server with `handler`. Must be called before the server listens. */
  attach(server: Server, handler: RequestListener): void;
  /** Whether a request arrived while all connections were busy; then only the health endpoints are served. */
  readonly isCrowded: (request: IncomingMessage) => boolean;
}

/** Connections accepted beyond the limit, so that probes are served while all other connections are busy. */
const reserved = 64;

/** Maximum number of pipelined requests that wait on a connection. Hardly any client uses pipelining. */
const maxPipelined = 4;

/** Larger request bodies are not read, because no route uses a body. */
const maxBodyBytes = 64 * 1024;

/** How often the timeouts of headers and requests are checked. */
const checkEveryMs = 2000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Connection {
  readonly isCrowded: boolean;
  /** Whether a response is in progress. */
  isBusy: boolean;
  /** The connection closes after the response to the last accepted request; further requests are ignored. */
  isClosing: boolean;
  requests: number;
  readonly waiting: Exchange[];
}

/** @param onRefused called with the status of each request that does not reach the handler */
export function createConnections(limits: ConnectionLimits, onRefused: Refused): Connections {
  /** The longest idle connection comes first. */
  const open = new Map<Socket, Connection>();
  /** By peer, to match a TLS socket with its TCP socket. */
  const handshakes = new Map<string, Socket>();

  return {
    serverOptions: {
      maxHeaderSize: limits.headerSize,
      headersTimeout: limits.headerTimeout,
      requestTimeout: limits.headerTimeout,
      connectionsCheckingInterval: checkEveryMs,
    },
    attach(server, handler) {
      const accept: RequestListener = (request, response) => {
        const connection = open.get(request.socket);
        if (connection !== undefined) take(connection, { request, response }, handler);
      };
      server.on('connection', add);
      // A TLS connection has a separate socket once the handshake is complete.
      server.on('secureConnection', replace);
      server.on('request', accept);
      // No `100 Continue` is sent, so a client that waits for it does not send its body.
      server.on('checkContinue', accept);
      refuseUnserved(server, (socket) => open.get(socket)?.isBusy ?? false, onRefused);
    },
    isCrowded: ({ socket }) => open.get(socket)?.isCrowded ?? false,
  };

  function add(socket: Socket): void {
    if (open.size >= limits.connections) closeIdle();
    if (open.size >= limits.connections + reserved) {
      socket.destroy();
      return;
    }
    const connection: Connection = {
      isCrowded: open.size >= limits.connections,
      isBusy: false,
      isClosing: false,
      requests: 0,
      waiting: [],
    };
    // Read now, because a closed socket has no peer address.
    const peer = peerOf(socket);
    handshakes.set(peer, socket);
    keep(socket, connection);
    socket.once('close', () => {
      if (handshakes.get(peer) === socket) handshakes.delete(peer);
    });
  }

  function keep(socket: Socket, connection: Connection): void {
    open.set(socket, connection);
    socket.once('close', () => open.delete(socket));
    // Node.js resumes the socket after each request; it must stay paused while requests are queued.
    socket.on('resume', () => {
      if (connection.waiting.length > 0 || (connection.isClosing && connection.isBusy))
        socket.pause();
    });
  }

  function replace(secure: Socket): void {
    const socket = handshakes.get(peerOf(secure));
    const connection = socket && open.get(socket);
    if (socket === undefined || connection === undefined) {
      secure.destroy();
      return;
    }
    open.delete(socket);
    keep(secure, connection);
  }

  function closeIdle(): void {
    for (const [socket, { isBusy }] of open) {
      if (isBusy) continue;
      open.delete(socket);
      socket.destroy();
      return;
    }
  }

  /** Node.js emits all requests of a packet at once; this queue processes them one after the other. */
  function take(connection: Connection, exchange: Exchange, handler: RequestListener): void {
    if (connection.isClosing) return;
    const { request, response } = exchange;
    connection.requests += 1;
    connection.isClosing =
      connection.isCrowded ||
      connection.requests >= limits.requestsPerConnection ||
      connection.waiting.length >= maxPipelined - 1 ||
      hasLargeBody(request);
    if (connection.isClosing) {
      response.setHeader('Connection', 'close');
      ignoreRest(request.socket);
    }
    if (connection.isBusy) {
      connection.waiting.push(exchange);
      request.socket.pause();
    } else {
      start(connection, exchange, handler);
    }
  }

  function start(connection: Connection, exchange: Exchange, handler: RequestListener): void {
    const { request, response } = exchange;
    const { socket } = request;
    connection.isBusy = true;
    let timer: NodeJS.Timeout | undefined;
    response.once('prefinish', () => {
      timer = setTimeout(() => socket.destroy(), limits.sendTimeout);
    });
    response.once('close', () => {
      clearTimeout(timer);
      const next = connection.waiting.shift();
      if (next !== undefined && !socket.destroyed) {
        // In a separate turn of the event loop, because many connections may have queued requests.
        setImmediate(() => {
          if (!socket.destroyed) start(connection, next, handler);
        });
        return;
      }
      connection.isBusy = false;
      if (open.delete(socket)) {
        open.set(socket, connection);
        if (!connection.isClosing) socket.resume();
      }
    });
    handler(request, response);
  }
}

function peerOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}

/**
 * Stops parsing a packet at its next request. Node.js parses all requests of a packet, up to 2,500, and creates objects
 * for each, which blocked the event loop for 100 ms. There is no documented way to stop it; if a future version removes
 * this one, a packet costs that much again.
 */
function ignoreRest(socket: Socket): void {
  const parser: unknown = Reflect.get(socket, 'parser');
  if (typeof parser === 'object' && parser !== null && 'onIncoming' in parser) {
    parser.onIncoming = () => otherProtocol;
  }
}

/** Return value that stops the HTTP parser of Node.js: the remaining bytes belong to another protocol. */
const otherProtocol = 2;

function hasLargeBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) > maxBodyBytes
  );
}
