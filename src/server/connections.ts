import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionLimits } from './limits.ts';
import { refuseUnserved, type Refused } from './refusals.ts';

/** The connections of the server, which take one request at a time each and are limited in number. */
export interface Connections {
  /** What a server needs to keep the limits on what is read: options of `createServer`. */
  readonly serverOptions: {
    readonly maxHeaderSize: number;
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly connectionsCheckingInterval: number;
  };
  /** Serves the requests of a server's connections by `handler`. To be called before it listens. */
  attach(server: Server, handler: RequestListener): void;
  /** Whether a request came when all connections were in use: then only health is to be served. */
  readonly isCrowded: (request: IncomingMessage) => boolean;
}

/** Accepted beyond the limit, so that a probe is answered while every other connection is busy. */
const reserved = 64;

/** Requests that may wait on a connection for the one before. Hardly any client sends one. */
const maxPipelined = 4;

/** A larger body is not read: no route has a use for one. */
const maxBodyBytes = 64 * 1024;

/** How often the timeouts of headers and requests are checked. */
const checkEveryMs = 2000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Connection {
  readonly isCrowded: boolean;
  /** Whether a response is under way. */
  isBusy: boolean;
  /** The connection ends after the last response that was accepted; further requests are ignored. */
  isClosing: boolean;
  requests: number;
  readonly waiting: Exchange[];
}

/** @param onRefused told the status of each request that the handler does not see */
export function createConnections(limits: ConnectionLimits, onRefused: Refused): Connections {
  /** The one that was idle longest comes first. */
  const open = new Map<Socket, Connection>();
  /** By peer: how the socket of TLS is told to belong to that of TCP. */
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
      // A connection with TLS has a socket of its own from the end of the handshake on.
      server.on('secureConnection', replace);
      server.on('request', accept);
      // Without `100 Continue`: a client that waits for it keeps its body.
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
    // Taken now: a closed socket has no peer.
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
    // Node resumes a socket whenever it is done with a request; one with requests waiting stays paused.
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

  /** Node hands over every request of a packet at once: here they wait for each other. */
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
        // In a turn of its own: many connections may have requests waiting.
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
 * Ends the parsing of a packet with its next request. Node parses all of it, up to 2,500 requests, and makes objects of
 * each: one packet held the event loop for 100 ms. There is no documented way to stop it; where this one is gone, a
 * packet costs that again.
 */
function ignoreRest(socket: Socket): void {
  const parser: unknown = Reflect.get(socket, 'parser');
  if (typeof parser === 'object' && parser !== null && 'onIncoming' in parser) {
    parser.onIncoming = () => otherProtocol;
  }
}

/** What Node's HTTP parser is told for "no request follows": the rest belongs to another protocol. */
const otherProtocol = 2;

function hasLargeBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) > maxBodyBytes
  );
}
