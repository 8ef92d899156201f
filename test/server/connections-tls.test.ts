import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { close } from '../../src/server/listen.ts';
import { certificate, identity } from '../http-client/certificates.ts';
import { requestFor, statusesIn } from './raw-client.ts';
import { serve } from './serving.ts';

// The limits on connections hold with TLS too, where the socket that a request comes on is not the one of TCP.

const settings = () =>
  ({
    ...identity('server'),
    clientCa: undefined,
    clientAuth: 'NoClientCert',
    clientAllowedSans: undefined,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: undefined,
    curves: undefined,
  }) as const;
const tls = { settings, onRefused: () => undefined };

async function start(limits: Parameters<typeof serve>[0] = {}) {
  const serving = await serve({ tls, ...limits });
  onTestFinished(() => close(serving.server, 0));
  return Number(new URL(serving.url).port);
}

async function open(port: number): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca: certificate('ca.crt') });
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return socket;
}

async function textOf(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = await socket.toArray();
  return Buffer.concat(chunks).toString();
}

it('requests of one connection are served one after the other', async () => {
  const socket = await open(await start());
  socket.write(
    requestFor('/metrics') + requestFor('/-/healthy') + requestFor('/no', 'Connection: close\r\n'),
  );

  expect(statusesIn(await textOf(socket))).toEqual([200, 200, 404]);
});

it('more requests than a connection may have are not accepted', async () => {
  const socket = await open(await start({ limits: { requestsPerConnection: 2 } }));
  socket.write(requestFor('/-/healthy').repeat(5));

  expect(statusesIn(await textOf(socket))).toEqual([200, 200]);
});

it('a connection that is idle makes room for another', async () => {
  const port = await start({ limits: { connections: 1 } });
  const idle = await open(port);
  const closed = new Promise((resolve) => idle.once('close', resolve));
  const other = await open(port);
  other.write(requestFor('/metrics', 'Connection: close\r\n'));

  expect(statusesIn(await textOf(other))).toEqual([200]);
  await closed;
});

it('a handshake that never ends is given up', async () => {
  const port = await start({ limits: { headerTimeout: 300 } });
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const started = performance.now();
  socket.resume();
  await once(socket, 'close');

  expect(performance.now() - started).toBeLessThan(8000);
});

it('text that is not TLS ends its connection only', async () => {
  const port = await start();
  const socket = connectPlain(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.end('GET /metrics HTTP/1.1\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
  const other = await open(port);
  other.write(requestFor('/-/healthy', 'Connection: close\r\n'));

  expect(statusesIn(await textOf(other))).toEqual([200]);
});
