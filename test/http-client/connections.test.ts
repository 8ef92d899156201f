import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createConnections,
  type ConnectionSettings,
} from '../../src/http-client/transport/connections.ts';
import { portOf } from '../../src/server/listen.ts';

const plain: ConnectionSettings = {
  tls: {},
  proxy: undefined,
  socketPath: undefined,
  keepAlive: true,
};

describe('connections', () => {
  it('are shared by all that want the same', () => {
    const connections = createConnections(() => 0);
    onTestFinished(() => connections.close());

    expect(connections.with({ ...plain, tls: { ca: 'a' } })).toBe(
      connections.with({ ...plain, tls: { ca: 'a' } }),
    );
  });

  it.each([
    [{ tls: { ca: 'b' } }],
    [{ tls: { key: 'a' } }],
    [{ tls: { rejectUnauthorized: false } }],
    [{ tls: { servername: 'a' } }],
    [{ proxy: new URL('http://proxy:1') }],
    [{ proxy: new URL('http://user@proxy:1') }],
    [{ socketPath: '/a.sock' }],
    [{ keepAlive: false }],
  ])('are others with %j', (others) => {
    const connections = createConnections(() => 0);
    onTestFinished(() => connections.close());

    expect(connections.with({ ...plain, ...others })).not.toBe(connections.with(plain));
  });

  it('are closed when nobody has used them for an hour', () => {
    let minutes = 0;
    const connections = createConnections(() => minutes * 60_000);
    onTestFinished(() => connections.close());
    const used = connections.with(plain);
    const forgotten = connections.with({ ...plain, tls: { cert: 'old' } });

    minutes = 61;
    connections.with(plain);
    connections.with({ ...plain, tls: { cert: 'new' } });

    expect(connections.with(plain)).toBe(used);
    expect(connections.with({ ...plain, tls: { cert: 'old' } })).not.toBe(forgotten);
  });

  it('that are borrowed are closed when the last collector that used them releases them', async () => {
    const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${portOf(server)}`;
    const connections = createConnections(() => 0);
    onTestFinished(() => connections.close());
    const open = () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

    const [one, other, idle] = [connections.borrow(), connections.borrow(), connections.borrow()];
    const { dispatcher } = one.with(plain);
    expect(other.with(plain).dispatcher).toBe(dispatcher);
    const { body } = await dispatcher.request({ origin, path: '/', method: 'GET' });
    await body.dump();
    expect(await open()).toBe(1);

    one.release();
    idle.release();
    expect(connections.with(plain).dispatcher).toBe(dispatcher);
    expect(await open()).toBe(1);
    other.release();
    await expect.poll(open).toBe(0);
    expect(connections.with(plain).dispatcher).not.toBe(dispatcher);
  });
});
