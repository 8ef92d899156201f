import { lookup as systemLookup } from 'node:dns';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AddressGate } from '../../../src/http-client/targets/gate.ts';
import { createConnections } from '../../../src/http-client/transport/connections.ts';
import type { Lookup } from '../../../src/http-client/transport/connector.ts';
import { metrics, serveModules } from '../../server/probing.ts';
import { json, startServer } from '../server.ts';

/** Replies to each look-up of a host with the next of its addresses, and with the last one from then on. */
function lookupOf(replies: Readonly<Record<string, readonly string[]>>) {
  const asked: string[] = [];
  const lookup: Lookup = (hostname, options, callback) => {
    const known = replies[hostname];
    if (known === undefined) {
      systemLookup(hostname, options, callback);
      return;
    }
    const count = asked.filter((name) => name === hostname).length;
    asked.push(hostname);
    const reply = known[Math.min(count, known.length - 1)] ?? '';
    const addresses = reply.split(' ').map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    setImmediate(() => callback(null, addresses));
  };
  return { lookup, asked };
}

/** A connection whose gate refuses every address. */
function closedConnection() {
  const connections = createConnections(() => performance.now());
  onTestFinished(() => connections.close());
  const checked: (readonly string[])[] = [];
  const gate: AddressGate = {
    checkAddresses(_, addresses) {
      checked.push(addresses);
      throw new Error('refused here');
    },
  };
  const settings = { tls: {}, proxy: undefined, socketPath: undefined, keepAlive: true, gate };
  return { checked, connection: connections.with(settings) };
}

const moduleOf = (allowedTargets: readonly string[], http: object = {}) => ({
  modules: { ping: { allowedTargets, http, metrics } },
});

describe('the guard of targets', () => {
  it('checks a literal address at connect, which Node.js never looks up', async () => {
    const { port, seen } = await startServer((_, response) => json(response, {}));
    const { checked, connection } = closedConnection();

    await expect(
      connection.dispatcher.request({
        origin: `http://127.0.0.1:${port}`,
        path: '/',
        method: 'GET',
      }),
    ).rejects.toThrow('refused here');
    expect([checked, seen]).toEqual([[['127.0.0.1']], []]);
  });

  it('connects to the address that it checked, once looked up, whatever the name says later', async () => {
    const { port, seen } = await startServer((_, response) => json(response, { up: 1 }));
    const { lookup, asked } = lookupOf({ 'shop.example': ['127.0.0.1', '169.254.169.254'] });
    const { probe } = await serveModules(moduleOf(['127.0.0.0/8:*']), { lookup });

    const { body } = await probe({ module: 'ping', target: `http://shop.example:${port}` });

    expect(body).toContain('probe_success 1');
    expect(asked).toEqual(['shop.example']);
    expect(seen[0]?.headers.host).toBe(`shop.example:${port}`);
  });

  it('refuses an allowed name that turns to a forbidden address between two connections', async () => {
    const { port, seen } = await startServer((_, response) => {
      response.setHeader('connection', 'close');
      json(response, { up: 1 });
    });
    const { lookup } = lookupOf({ 'shop.example': ['127.0.0.1', '127.0.0.2'] });
    const { probe, logger } = await serveModules(moduleOf(['127.0.0.1:*']), { lookup });
    const target = `http://shop.example:${port}`;

    const first = await probe({ module: 'ping', target });
    const second = await probe({ module: 'ping', target });

    expect(first.body).toContain('probe_success 1');
    expect(second.body).toContain('probe_success 0');
    expect(seen.length).toBe(1);
    expect(logger.lines[0]?.fields['err']).toContain('127.0.0.2');
  });

  it.each([
    ['a name that is loopback', 'http://*.example:*', '127.0.0.1'],
    ['a name that is link-local', 'http://*.example:*', '169.254.169.254'],
    ['a name that is loopback written as IPv6', 'http://*.example:*', '::ffff:127.0.0.1'],
    ['a name with one address outside of the range', '127.0.0.1/32:*', '127.0.0.1 10.0.0.1'],
  ])('refuses %s', async (_, entry, addresses) => {
    const { port, seen } = await startServer((__, response) => json(response, { up: 1 }));
    const { lookup } = lookupOf({ 'shop.example': [addresses] });
    const { probe, logger } = await serveModules(moduleOf([entry]), { lookup });

    const { status, body } = await probe({ module: 'ping', target: `http://shop.example:${port}` });

    expect(status).toBe(200);
    expect(body).toContain('probe_success 0');
    expect(seen).toEqual([]);
    expect(logger.lines[0]?.fields['err']).toMatch(/shop\.example has the address/);
  });

  it.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://0x7f000001',
    'http://2130706433',
    'http://0177.0.0.1',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://0.0.0.0',
    'http://[::]',
    'http://169.254.169.254',
    'http://[fd00:ec2::254]',
    'http://224.0.0.1',
    'http://evil.example',
    'http://shop.example.evil.example',
    'http://shop.example:8080',
    'https://shop.example',
  ])('answers 403 for %s', async (target) => {
    const { probe } = await serveModules(
      moduleOf(['http://shop.example', 'http://*.shop.example']),
    );

    expect((await probe({ module: 'ping', target })).status).toBe(403);
  });

  it.each([
    ['another host', (port: number) => `http://other.example:${port}/`],
    ['a literal address', (port: number) => `http://127.0.0.2:${port}/`],
    ['cloud metadata', () => 'http://169.254.169.254/latest/'],
  ])('refuses a redirect to %s', async (_, locationOf) => {
    const { port, seen } = await startServer((__, response) => {
      response.writeHead(302, { location: locationOf(port) });
      response.end();
    });
    const { lookup } = lookupOf({ 'shop.example': ['127.0.0.1'], 'other.example': ['127.0.0.2'] });
    const { probe, logger } = await serveModules(
      moduleOf(['shop.example:*', '127.0.0.1:*'], { redirects: 'follow' }),
      { lookup },
    );

    // The name is loopback, which the range allows; where the redirect leads nothing allows.
    const { body } = await probe({ module: 'ping', target: `http://shop.example:${port}` });

    expect(body).toContain('probe_success 0');
    expect(seen.length).toBe(1);
    expect(logger.lines[0]?.fields['err']).toMatch(/is not allowed|is refused|has the address/);
  });

  it('refuses a next page elsewhere', async () => {
    const { url, seen } = await startServer((_, response) =>
      json(response, { up: 1, next: 'http://127.0.0.2:1/' }),
    );
    const { probe, logger } = await serveModules(
      moduleOf(['127.0.0.1:*'], { pagination: { next: 'next' } }),
    );

    const { body } = await probe({ module: 'ping', target: url });

    expect(body).toContain('probe_success 0');
    expect(seen.length).toBe(1);
    expect(logger.lines[0]?.fields['err']).toContain('127.0.0.2');
  });

  it('lets the login that is written in the configuration through, and its redirect not', async () => {
    const target = await startServer((_, response) => json(response, { up: 1 }));
    const login = await startServer(({ url }, response) => {
      if (url === '/moved') {
        response.writeHead(302, { location: `http://127.0.0.3:${login.port}/` });
        response.end();
        return;
      }
      json(response, { token: 'abcdefgh12345678' });
    });
    const moduleWith = (path: string) =>
      moduleOf([`127.0.0.1:${target.port}`], {
        auth: { login: { url: `${login.url}${path}`, token: 'token' } },
      });
    const right = await serveModules(moduleWith('/login'));
    const wrong = await serveModules(moduleWith('/moved'));

    expect((await right.probe({ module: 'ping', target: target.url })).body).toContain(
      'probe_success 1',
    );
    expect(target.seen[0]?.headers.authorization).toBe('Bearer abcdefgh12345678');
    expect((await wrong.probe({ module: 'ping', target: target.url })).body).toContain(
      'probe_success 0',
    );
    expect(wrong.logger.lines[0]?.fields['err']).toContain('127.0.0.3');
  });

  it('logs in for each target by itself', async () => {
    const target = await startServer((_, response) => json(response, { up: 1 }));
    const login = await startServer((_, response) =>
      json(response, { token: `abcdefgh1234567${login.seen.length}` }),
    );
    const { probe } = await serveModules(
      moduleOf([`127.0.0.1:${target.port}`], {
        auth: { login: { url: login.url, token: 'token' } },
      }),
    );

    for (const path of ['/a', '/b', '/a']) {
      await probe({ module: 'ping', target: target.url + path });
    }

    expect(target.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer abcdefgh12345671',
      'Bearer abcdefgh12345672',
      'Bearer abcdefgh12345671',
    ]);
  });

  it('sends nothing to a proxy for a target that is not allowed', async () => {
    const proxy = await startServer((_, response) => json(response, { up: 1 }));
    const { probe } = await serveModules(
      moduleOf(['http://shop.example'], { proxy: { url: proxy.url } }),
    );

    expect((await probe({ module: 'ping', target: 'http://evil.example' })).status).toBe(403);
    expect((await probe({ module: 'ping', target: 'http://shop.example' })).body).toContain(
      'probe_success 1',
    );
    expect(proxy.seen.map(({ url }) => url)).toEqual(['http://shop.example/']);
  });

  it('reports only, where the policy says so', async () => {
    const { url } = await startServer((_, response) => json(response, { up: 1 }));
    const config = {
      modules: { ping: { allowedTargets: [], targetPolicy: 'report', http: {}, metrics } },
    };
    const { probe, logger, url: own } = await serveModules(config);

    expect((await probe({ module: 'ping', target: url })).body).toContain('probe_success 1');
    expect(logger.lines[0]).toMatchObject({
      message: 'target is not allowed, but targetPolicy is report',
      fields: { module: 'ping', reason: expect.stringContaining('127.0.0.1') },
    });
    expect(await (await fetch(`${own}/metrics`)).text()).toMatch(
      /polyprom_probe_targets_reported_total\{module="ping"\} [12]\n/,
    );
  });

  it('allows a listed target exactly', async () => {
    const { url } = await startServer((_, response) => json(response, { up: 1 }));
    const config = { modules: { ping: { targets: [{ target: url }], http: {}, metrics } } };
    const { probe } = await serveModules(config);

    expect((await probe({ module: 'ping', target: url })).body).toContain('probe_success 1');
    expect((await probe({ module: 'ping', target: 'http://127.0.0.1:1' })).status).toBe(403);
  });
});
