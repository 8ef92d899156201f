import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Told the status of a request that was refused before it reached a route. */
export type Refused = (status: number) => void;

/**
 * Refuses what is not a request to a route: text that is not HTTP, headers that are too large or too slow, and
 * CONNECT. Each gets a status and the end of its connection, and no line in the log: a client could fill it.
 * An `Upgrade` is ignored, as RFC 9110 section 7.8 lets a server do.
 *
 * @param isBusy whether a response is under way on a connection, into which nothing may be written
 */
export function refuseUnserved(
  server: Server,
  isBusy: (socket: Socket) => boolean,
  onRefused: Refused,
): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status = statusOf(error);
    if (status === undefined || !socket.writable || isBusy(socket)) {
      socket.destroy();
      return;
    }
    refuse(socket, status);
  });
  server.on('connect', (_request, socket: Socket) => refuse(socket, 405));

  function refuse(socket: Socket, status: keyof typeof reasons): void {
    onRefused(status);
    const allow = status === 405 ? 'Allow: GET, HEAD\r\n' : '';
    socket.on('error', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status} ${reasons[status]}\r\n${allow}Connection: close\r\nContent-Length: 0\r\n\r\n`,
      () => socket.destroy(),
    );
  }
}

const reasons = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
} as const;

/** Undefined for what the network did: there is nobody to tell. */
function statusOf({ code = '' }: NodeJS.ErrnoException): keyof typeof reasons | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code.startsWith('HPE_') ? 400 : undefined;
}
