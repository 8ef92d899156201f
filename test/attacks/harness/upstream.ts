import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Attack } from './attack.ts';

export interface Upstream {
  readonly url: string;
  readonly stop: () => void;
}

/** The hostile upstream of an attack, on a free port of this machine. */
export async function startUpstream({
  answer,
  answerRaw,
}: Pick<Attack, 'answer' | 'answerRaw'>): Promise<Upstream> {
  const sockets = new Set<Socket>();
  const server: Server =
    answerRaw === undefined
      ? createHttpServer({ maxHeaderSize: 65_536 }, answer)
      : createServer(answerRaw);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // Whoever is attacked may end the connection at any time.
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (_error, socket: Socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the upstream has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
