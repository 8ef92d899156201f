import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A connection on which a test writes what it likes. */
export function rawClient(url: string): Socket {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  socket.on('error', () => {}); // how a refused client finds out; the tests look at what it read
  return socket;
}

/** All that the server sends until it closes the connection. */
export async function readAll(socket: Socket): Promise<string> {
  return (await buffer(socket)).toString('latin1');
}

/** One request after which the server keeps the connection. */
export function requestFor(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
}

/** The status codes of all responses in what was read. */
export function statusesIn(text: string): readonly number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => Number(status));
}
