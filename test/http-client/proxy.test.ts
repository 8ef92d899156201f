import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProxyChoice } from '../../src/http-client/transport/proxy.ts';
import { certificatePath, identity } from './certificates.ts';
import { createReader } from './reader.ts';
import { freePort, json, startServer, type Handler } from './server.ts';

interface TestProxy {
  readonly url: string;
  /** `GET http://host/path` or `CONNECT host:port`, with the header Proxy-Authorization. */
  readonly seen: readonly (readonly [string, string | undefined])[];
}

/** A real forward proxy: it tunnels by CONNECT and forwards absolute addresses. */
async function startProxy(login?: string): Promise<TestProxy> {
  const seen: (readonly [string, string | undefined])[] = [];
  const isWelcome = (header: string | undefined) =>
    login === undefined || header === `Basic ${btoa(login)}`;
  const server = createServer((request, response) => {
    const authorization = request.headers['proxy-authorization'];
    seen.push([`${request.method} ${request.url}`, authorization]);
    if (!isWelcome(authorization)) {
      response.writeHead(407).end();
      return;
    }
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const forwarded = httpRequest(
      request.url ?? '',
      { method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.writeHead(502).end());
    request.pipe(forwarded);
  });
  server.on('connect', (request, socket, head) => {
    const authorization = request.headers['proxy-authorization'];
    seen.push([`CONNECT ${request.url}`, authorization]);
    if (!isWelcome(authorization)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('error', () => upstream.destroy());
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

const ok: Handler = (_, response) => json(response, { a: 1 });

describe('a proxy', () => {
  it('forwards http', async () => {
    const proxy = await startProxy();
    const { url, seen } = await startServer(ok);
    const reader = createReader({ url: `${url}/x?y=1`, proxy: { url: proxy.url } });

    expect(await reader.values()).toEqual([{ a: 1 }]);
    expect(proxy.seen).toEqual([[`GET ${url}/x?y=1`, undefined]]);
    expect(seen[0]?.headers.host).toBe(url.replace('http://', ''));
    expect(reader.trace.requests).toMatchObject([{ via: `the proxy ${proxy.url}`, status: 200 }]);
  });

  it('makes a tunnel for https, and sees nothing of what goes through', async () => {
    const proxy = await startProxy();
    const { url, port } = await startServer(ok, { tls: identity('server') });
    const tls = { ca: certificatePath('ca.crt') };

    expect(await createReader({ url, proxy: { url: proxy.url }, tls }).values()).toEqual([
      { a: 1 },
    ]);
    expect(proxy.seen).toEqual([[`CONNECT 127.0.0.1:${port}`, undefined]]);
  });

  it.each(['http', 'https'])(
    'is told its user and password, and nobody else is: %s',
    async (scheme) => {
      const proxy = await startProxy('anna:p@ss:word');
      const { url, seen } = await startServer(
        ok,
        scheme === 'http' ? {} : { tls: identity('server') },
      );
      const login = { url: proxy.url, username: 'anna', password: 'p@ss:word' };

      const reader = createReader({ url, proxy: login, tls: { ca: certificatePath('ca.crt') } });

      expect(await reader.values()).toEqual([{ a: 1 }]);
      expect(proxy.seen[0]?.[1]).toBe(`Basic ${btoa('anna:p@ss:word')}`);
      expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
    },
  );

  it('takes the user and password of its address', async () => {
    const proxy = await startProxy('anna:secret');
    const { url } = await startServer(ok);
    const withLogin = proxy.url.replace('//', '//anna:secret@');

    expect(await createReader({ url, proxy: { url: withLogin } }).values()).toEqual([{ a: 1 }]);
  });

  it.each(['http', 'https'])('that wants a password says so: %s', async (scheme) => {
    const proxy = await startProxy('anna:secret');
    const { url } = await startServer(ok, scheme === 'http' ? {} : { tls: identity('server') });

    const { message } = await createReader({
      url,
      proxy: { url: proxy.url, username: 'x' },
    }).failure();

    expect(message).toBe(
      `GET ${url}/: the proxy ${proxy.url} responded with 407 Proxy Authentication Required: set proxy.username and proxy.password`,
    );
  });

  it('that is not there is named', async () => {
    const port = await freePort();
    const { url } = await startServer(ok);

    const { message } = await createReader({
      url,
      proxy: { url: `http://127.0.0.1:${port}` },
    }).failure();

    expect(message).toContain(`cannot connect to 127.0.0.1:${port}: connection refused`);
    expect(message).toContain(`(through the proxy http://127.0.0.1:${port})`);
  });

  it('that reaches nobody says so', async () => {
    const proxy = await startProxy();
    const port = await freePort();

    const { message } = await createReader({
      url: `https://127.0.0.1:${port}`,
      proxy: { url: proxy.url },
    }).failure();

    expect(message).toBe(
      `GET https://127.0.0.1:${port}/: the proxy ${proxy.url} responded with 502 Bad Gateway`,
    );
  });

  it('of the environment is used, but for this machine itself', async () => {
    const proxy = await startProxy();
    const { url } = await startServer(ok);
    const env = { HTTP_PROXY: proxy.url };

    await createReader({ url }, { env }).read();
    await createReader({ url: 'http://nowhere.invalid/' }, { env }).failure();

    expect(proxy.seen).toEqual([['GET http://nowhere.invalid/', undefined]]);
  });
});

describe('which proxy is used', () => {
  const env = {
    https_proxy: 'http://secure:1',
    HTTPS_PROXY: 'http://other:1',
    HTTP_PROXY: 'plain:2',
  };

  it.each([
    ['https://a.example/', 'http://secure:1/'],
    ['http://a.example/', 'http://plain:2/'],
    ['http://localhost/', undefined],
    ['http://127.0.0.1/', undefined],
    ['http://[::1]/', undefined],
  ])('for %s is %s', (url, proxy) => {
    expect(createProxyChoice(undefined, env)(new URL(url))?.href).toBe(proxy);
  });

  it.each([
    ['a.example', 'http://a.example/', true],
    ['A.Example', 'http://a.example/', true],
    ['a.example', 'http://b.a.example/', true],
    ['a.example', 'http://ba.example/', false],
    ['.a.example', 'http://b.a.example/', true],
    ['.a.example', 'http://a.example/', false],
    ['*.a.example', 'http://b.a.example/', true],
    ['a.example:8080', 'http://a.example:8080/', true],
    ['a.example:8080', 'http://a.example/', false],
    ['a.example:80', 'http://a.example/', true],
    ['10.0.0.0/8', 'http://10.1.2.3/', true],
    ['10.0.0.0/8', 'http://11.1.2.3/', false],
    ['10.1.2.3', 'http://10.1.2.3/', true],
    ['10.1.2.3:90', 'http://10.1.2.3:90/', true],
    ['fd00::/8', 'http://[fd00::1]/', true],
    ['[fd00::1]:90', 'http://[fd00::1]:90/', true],
    ['fd00::1', 'http://[fd00::1]/', true],
    ['x, ,10.0.0.0/8 y', 'http://y/', true],
    ['*', 'http://a.example/', true],
    ['10.0.0.0/99', 'http://10.1.2.3/', false],
    ['', 'http://a.example/', false],
  ])('NO_PROXY %s and %s: direct is %s', (NO_PROXY, url, direct) => {
    const choose = createProxyChoice(undefined, { ALL_PROXY: 'http://proxy:1', NO_PROXY });

    expect(choose(new URL(url)) === undefined).toBe(direct);
  });

  it('that is no http address is an error where it would be used', () => {
    const choose = createProxyChoice(undefined, { ALL_PROXY: 'socks5://user:hunter2@proxy:1' });

    expect(choose(new URL('http://localhost/'))).toBeUndefined();
    expect(() => choose(new URL('http://a.example/'))).toThrow(
      'the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) is not an http or https URL',
    );
  });

  it('is none with fromEnvironment: false', () => {
    const choose = createProxyChoice({ fromEnvironment: false }, env);

    expect(choose(new URL('http://a.example/'))).toBeUndefined();
  });
});

function socketFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-socket-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'api.sock');
}

describe('a unix socket', () => {
  it('stands in for the host of the address', async () => {
    const socketPath = socketFile();
    const { seen } = await startServer(ok, { socketPath });
    const reader = createReader(
      { url: 'http://docker/containers/json?all=true', socketPath },
      { env: { HTTP_PROXY: 'http://proxy.invalid:1' } },
    );

    expect(await reader.values()).toEqual([{ a: 1 }]);
    expect(seen[0]).toMatchObject({
      url: '/containers/json?all=true',
      headers: { host: 'docker' },
    });
    expect(reader.trace.requests[0]?.via).toBe(`the socket ${socketPath}`);
  });

  it('that is not there is named', async () => {
    const socketPath = socketFile();

    const { message } = await createReader({ url: 'http://docker/x', socketPath }).failure();

    expect(message).toBe(
      `GET http://docker/x: cannot connect to the socket ${socketPath}: no such socket`,
    );
  });
});
