import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Source } from '../../src/engine/source.ts';
import { close } from '../../src/server/listen.ts';
import { oneSample, succeeding } from '../engine/sources.ts';
import { rawClient, readAll, requestFor, statusesIn } from './raw-client.ts';
import { serve, type Serving } from './serving.ts';

let serving: Serving | undefined;

afterEach(async () => {
  if (serving !== undefined) await close(serving.server, 0);
  serving = undefined;
});

async function start(...args: Parameters<typeof serve>): Promise<string> {
  serving = await serve(...args);
  return serving.url;
}

/** Counts collections, and those that run at the same moment. */
function counting(): Source & { collections: number; most: number } {
  let running = 0;
  const source = {
    collections: 0,
    most: 0,
    async collect() {
      source.collections += 1;
      running += 1;
      source.most = Math.max(source.most, running);
      await sleep(1);
      running -= 1;
      return oneSample('shop_orders');
    },
  };
  return source;
}

/** A source that never ends, and says when it has begun. */
function hangingOnce(): { readonly source: Source; readonly begun: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const collect = () => {
    resolve();
    return new Promise<never>(() => {});
  };
  return { source: { collect }, begun: promise };
}

describe('requests on one connection', () => {
  it('are served one after the other, in their order', async () => {
    const url = await start();
    const client = rawClient(url);
    client.write(
      requestFor('/metrics') +
        requestFor('/-/healthy') +
        requestFor('/nothing', 'Connection: close\r\n'),
    );

    const text = await readAll(client);

    expect(statusesIn(text)).toEqual([200, 200, 404]);
    expect(text).toContain('shop_orders 1\n');
  });

  it('wait for the response before, and end the connection when too many wait', async () => {
    const source = counting();
    const url = await start({}, { shop: source });
    const client = rawClient(url);
    client.write(requestFor('/metrics').repeat(1000));

    const text = await readAll(client);

    expect(statusesIn(text)).toEqual(Array.from({ length: 5 }, () => 200));
    expect(text.match(/^Connection: close\r$/gm)).toHaveLength(1);
    expect(source.collections).toBe(5);
  });

  it('are not even parsed when too many come in a packet', async () => {
    const url = await start();
    let parsed = 0;
    serving?.server.on('request', () => (parsed += 1));
    const client = rawClient(url);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2000));

    expect(statusesIn(await readAll(client))).toHaveLength(5);
    expect(parsed).toBe(5);
  });

  it('are limited in number', async () => {
    const url = await start({ limits: { requestsPerConnection: 3 } });
    const client = rawClient(url);
    let text = '';
    client.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const closed = once(client, 'close');
    for (const count of [1, 2, 3]) {
      client.write(requestFor('/-/healthy'));
      await vi.waitUntil(() => statusesIn(text).length === count);
    }
    await closed;

    expect(text.match(/^Connection: close\r$/gm)).toHaveLength(1);
  });
});

describe('connections', () => {
  it('make room: the one that was idle longest is closed', async () => {
    const url = await start({ limits: { connections: 2 } });
    const [first, second] = [rawClient(url), rawClient(url)];
    let seen = '';
    second.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    const closed = once(second, 'close');
    first.resume();
    await Promise.all([once(first, 'connect'), once(second, 'connect')]);
    first.write(requestFor('/-/healthy'));
    await once(first, 'data');
    first.resume();

    expect((await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).status).toBe(200);
    await closed;

    expect(first.destroyed).toBe(false);
    expect(seen).toBe('');
    first.destroy();
  });

  it('that are all busy leave room for health alone', async () => {
    const { source, begun } = hangingOnce();
    const url = await start({ limits: { connections: 1 } }, { stuck: source });
    const busy = rawClient(url);
    busy.write(requestFor('/metrics'));
    await begun;
    const statusOf = async (path: string) => {
      const client = rawClient(url);
      client.write(requestFor(path));
      return readAll(client);
    };

    const refused = await statusOf('/metrics');
    const healthy = await statusOf('/-/healthy');
    const ready = await statusOf('/-/ready');

    expect(statusesIn(refused)).toEqual([503]);
    expect(refused).toContain('\r\nRetry-After: 5\r\n');
    expect(refused).toContain('\r\nConnection: close\r\n');
    expect(refused).toContain('all connections are in use');
    expect([healthy, ready].map(statusesIn)).toEqual([[200], [200]]);
    busy.destroy();
  });
});

describe('a client that is slow to send', () => {
  it('is cut off with 408 when its headers do not end', async () => {
    const url = await start({ limits: { headerTimeout: 300 } });
    const client = rawClient(url);
    client.write('GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const drip = setInterval(() => client.write('x'), 50);

    const text = await readAll(client);
    clearInterval(drip);

    expect(statusesIn(text)).toEqual([408]);
  });

  it('is cut off when it sends nothing', async () => {
    const url = await start({ limits: { headerTimeout: 300 } });

    expect(statusesIn(await readAll(rawClient(url)))).toEqual([408]);
  });
});

describe('a body', () => {
  it.each([
    ['with its length', 'Content-Length: 1000000000\r\n', 'x'.repeat(100)],
    ['in chunks', 'Transfer-Encoding: chunked\r\n', '5\r\nhello\r\n'],
    ['after 100 Continue', 'Content-Length: 100000\r\nExpect: 100-continue\r\n', ''],
  ])('%s is not read: the connection ends with the response', async (_name, headers, body) => {
    const url = await start();
    const client = rawClient(url);
    client.write(requestFor('/-/healthy', headers) + body);

    const text = await readAll(client);

    expect(statusesIn(text)).toEqual([200]);
    expect(text).toContain('\r\nConnection: close\r\n');
  });

  it('that is small is read and ignored', async () => {
    const url = await start();
    const client = rawClient(url);
    client.write(`${requestFor('/-/healthy', 'Content-Length: 5\r\n')}hello`);
    client.write(requestFor('/-/ready', 'Connection: close\r\n'));

    expect(statusesIn(await readAll(client))).toEqual([200, 200]);
  });
});

describe('what is not a request to a route', () => {
  it.each([
    ['text that is not HTTP', 'hello\r\n\r\n', 400],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
    ['headers that are too large', requestFor('/metrics', `X-A: ${'a'.repeat(40_000)}\r\n`), 431],
    ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ])(
    '%s gets a status, the end of the connection, and no line in the log',
    async (_name, text, status) => {
      const url = await start();
      const client = rawClient(url);
      client.write(text, 'latin1');

      expect(statusesIn(await readAll(client))).toEqual([status]);
      expect(serving?.logger.lines).toEqual([]);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(
        `polyprom_http_requests_total{code="${status}",handler="other"} 1\n`,
      );
    },
  );

  it('a request without Host gets 400', async () => {
    const client = rawClient(await start());
    client.write('GET /metrics HTTP/1.1\r\n\r\n');

    expect(statusesIn(await readAll(client))).toEqual([400]);
  });

  it('an Upgrade is ignored', async () => {
    const url = await start();
    const client = rawClient(url);
    client.write(requestFor('/-/healthy', 'Upgrade: websocket\r\nConnection: Upgrade, close\r\n'));

    expect(statusesIn(await readAll(client))).toEqual([200]);
  });

  it('a URL that is too long gets 414', async () => {
    const url = await start();

    expect((await fetch(`${url}/metrics?${'a'.repeat(17_000)}`)).status).toBe(414);
  });

  it('a URL in absolute form is served', async () => {
    const url = await start();
    const client = rawClient(url);
    client.write(
      'GET http://b.example:1/-/healthy?x=1 HTTP/1.1\r\nHost: b.example:1\r\nConnection: close\r\n\r\n',
    );

    expect(statusesIn(await readAll(client))).toEqual([200]);
  });
});

describe('at the shutdown', () => {
  it('a connection that is idle, and one that becomes idle, do not hold the process', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow: Source = {
      async collect() {
        begun.resolve();
        await held.promise;
        return oneSample('shop_orders');
      },
    };
    const { url, server } = await serve({}, { shop: slow, other: succeeding('other_orders') });
    const [idle, busy] = [rawClient(url), rawClient(url)];
    idle.write(requestFor('/-/healthy'));
    await once(idle, 'data');
    busy.write(requestFor('/metrics'));
    await begun.promise;

    const closed = close(server, 60_000);
    await once(idle, 'close');
    held.resolve();
    const text = await readAll(busy);
    await closed;

    expect(statusesIn(text)).toEqual([200]);
  });
});
