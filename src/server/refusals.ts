import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Called with the status of a request that was rejected before it reached a route. */
export type Refused = (status: number) => void;

/**
 * Rejects what is not a request to a route: invalid HTTP, headers that are too large or too slow, and CONNECT.
 * Sends a status and closes the connection. Nothing is logged, because a client could flood the log.
 * An `Upgrade` is ignored, as RFC 9110 section 7.8 permits.
 *
 * @param isBusy whether a response is in progress on a connection, so that nothing else may be written to it
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

/** Undefined for network errors, as the client can no longer receive a response. */
function statusOf({ code = '' }: NodeJS.ErrnoException): keyof typeof reasons | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code.startsWith('HPE_') ? 400 : undefined;
}
