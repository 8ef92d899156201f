import { describe, expect, it } from 'vitest';
import { Text } from '../../src/schema/text.ts';
import { connectionReleased } from '../../src/http-client/transport/connections.ts';
import { createReader } from './reader.ts';
import { json, startServer } from './server.ts';

describe('a request', () => {
  it('asks for JSON in any encoding and says who it is', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { a: 1 }));

    expect(await createReader({ url: `${url}/x?y=1#part` }).values()).toEqual([{ a: 1 }]);

    expect(seen).toMatchObject([{ method: 'GET', url: '/x?y=1', body: '' }]);
    expect(seen[0]?.headers).toMatchObject({
      accept: 'application/json, */*;q=0.5',
      'accept-encoding': 'gzip, br, zstd',
      'user-agent': 'polyprom',
    });
  });

  it('takes headers in any case, and lets them replace its own', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));

    await createReader({ url, headers: { ACCEPT: 'text/csv', 'X-Tenant': 'sales' } }).read();

    expect(seen[0]?.headers).toMatchObject({ accept: 'text/csv', 'x-tenant': 'sales' });
  });

  it('adds its query to that of the address, escaped', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));

    await createReader({ url: `${url}/?a=1`, query: { state: 'open & paid', ü: '1+1' } }).read();

    expect(seen[0]?.url).toBe('/?a=1&state=open+%26+paid&%C3%BC=1%2B1');
  });

  it.each([
    ['a text', 'status=open', 'status=open', 'text/plain; charset=utf-8'],
    ['a text of JSON', '{"a": 1}', '{"a": 1}', 'application/json'],
    [
      'a map',
      { query: '{ orders }', limit: 5, on: true },
      '{"query":"{ orders }","limit":5,"on":true}',
      'application/json',
    ],
    ['a list', [{ id: 1 }, 'two', null], '[{"id":1},"two",null]', 'application/json'],
  ])('sends %s as its body', async (_, body, sent, contentType) => {
    const { url, seen } = await startServer((__, response) => json(response, 1));

    await createReader({ url, method: 'POST', body }).read();

    expect(seen).toMatchObject([{ method: 'POST', body: sent }]);
    expect(seen[0]?.headers['content-type']).toBe(contentType);
  });

  it('sends secrets inside of a body as JSON wants them', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));
    const password = new Text([{ read: () => 'a"b\\c', secret: true }]);

    await createReader({ url, method: 'POST', body: { login: [{ password }] } }).read();

    expect(seen[0]?.body).toBe('{"login":[{"password":"a\\"b\\\\c"}]}');
  });

  it('sends a form', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));

    await createReader({ url, method: 'POST', form: { user: 'a b', pin: '1&2' } }).read();

    expect(seen[0]?.body).toBe('user=a+b&pin=1%262');
    expect(seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('reads no body of HEAD, and its document is null', async () => {
    const { url, seen } = await startServer((_, response) => {
      response.setHeader('content-length', 10_000_000);
      response.end();
    });

    const [document] = await createReader({ url, method: 'HEAD' }).read();

    expect(seen[0]?.method).toBe('HEAD');
    expect(document?.decoded).toEqual({ value: null });
    expect(document?.response).toMatchObject({ status: 200, bytes: 0 });
  });

  it('uses a secret that has changed from then on', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));
    let token = 'first';
    const text = new Text([{ read: () => token, secret: true }]);
    const reader = createReader({ url, auth: { bearer: { token: text } } });

    await reader.read();
    token = 'second';
    await reader.read();

    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it.each([
    ['basic', { basic: { username: 'anna', password: 'pässword' } }, 'Basic YW5uYTpww6Rzc3dvcmQ='],
    ['bearer', { bearer: { token: 'abc' } }, 'Bearer abc'],
  ])('proves who asks by %s', async (_, auth, sent) => {
    const { url, seen } = await startServer((__, response) => json(response, 1));

    await createReader({ url, auth }).read();

    expect(seen[0]?.headers.authorization).toBe(sent);
  });

  it('takes the user and password of the address', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));

    await createReader({ url: url.replace('//', '//anna:p%40ss@') }).read();

    expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa('anna:p@ss')}`);
  });

  it('says what cannot be read before it sends anything', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));
    const token = new Text([
      {
        read: () => {
          throw new Error('cannot read /run/token: there is no such file');
        },
        secret: true,
      },
    ]);

    const { message, reason } = await createReader({ url, query: { token } }).failure();

    expect(message).toBe(`GET ${url}: cannot read /run/token: there is no such file`);
    expect(reason).toBe('internal');
    expect(seen).toEqual([]);
  });

  it('hides what came from a file wherever it stands in the address', async () => {
    const { url, seen } = await startServer(({ url: path }, response) => {
      if (path.includes('step=2')) json(response, 1, {}, 500);
      else response.writeHead(302, { location: `${path}&step=2` }).end();
    });
    const secret = new Text(['', { read: () => 'bot 42/x', secret: true }]);
    const address = new Text([`${url}/`, { read: () => 'bot%2042', secret: true }, '/updates']);
    const reader = createReader({ url: address, query: { id: secret } });

    const { message } = await reader.failure();

    expect(seen[0]?.url).toBe('/bot%2042/updates?id=bot+42%2Fx');
    expect(message).toBe(
      `GET ${url}/<secret>/updates?id=<secret>: responded with 500 Internal Server Error`,
    );
    expect(JSON.stringify(reader.trace)).not.toContain('bot');
  });

  it('refuses a header that can no longer be sent, without its value', async () => {
    const { url } = await startServer((_, response) => json(response, 1));
    let content = 'token';
    const token = new Text([{ read: () => content, secret: true }]);
    const reader = createReader({ url, auth: { bearer: { token } } });
    content = 'two\nlines';

    const { message } = await reader.failure();

    expect(message).toBe(`GET ${url}/: cannot be sent: invalid authorization header`);
  });
});

describe('an answer', () => {
  it('is there for expressions as $response', async () => {
    const { url } = await startServer((_, response) =>
      json(response, { a: 1 }, { 'X-Version': '7', 'set-cookie': ['a=1', 'b=2'] }),
    );

    const [document] = await createReader({ url: `${url}/x?token=hunter2` }).read();

    expect(document?.response).toMatchObject({
      status: 200,
      bytes: 7,
      url: `${url}/x?token=<secret>`,
      headers: { 'x-version': '7', 'content-type': 'application/json', 'set-cookie': 'a=1, b=2' },
    });
    expect(document?.response?.seconds).toBeGreaterThan(0);
    expect(document?.contentType).toBe('application/json');
    expect(document?.name).toBe(`GET ${url}/x?token=<secret>`);
  });

  it.each([
    [404, undefined, 'responded with 404 Not Found'],
    [500, [200, '404-499'], 'responded with 500 Internal Server Error'],
    [204, [200], 'responded with 204 No Content'],
    [299, ['3xx'], 'responded with 299'],
  ])('with status %s is refused where %j is valid', async (status, validStatus, message) => {
    const { url } = await startServer((_, response) => json(response, { secret: 1 }, {}, status));

    const failure = await createReader({ url, ...(validStatus && { validStatus }) }).failure();

    expect(failure).toMatchObject({ reason: 'status', status, message: `GET ${url}/: ${message}` });
  });

  it.each([
    [404, [200, 404]],
    [418, ['4xx']],
    [503, ['200-299', '500-599']],
    [226, undefined],
  ])('with status %s is read where %j is valid', async (status, validStatus) => {
    const { url } = await startServer((_, response) => json(response, { a: 1 }, {}, status));

    const reader = createReader({ url, ...(validStatus && { validStatus }) });

    expect(await reader.values()).toEqual([{ a: 1 }]);
  });

  it.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 09:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 08:00:00 GMT', 0],
    ['soon', undefined],
  ])('that asks for rest says how long: Retry-After: %s', async (value, retryAfter) => {
    const { url } = await startServer((_, response) =>
      json(response, 1, { 'retry-after': value }, 429),
    );
    const clock = { now: () => Date.UTC(2026, 10, 22, 9), monotonic: () => performance.now() };

    const failure = await createReader({ url }, { clock }).failure();

    expect(failure).toMatchObject({ reason: 'status', status: 429, retryAfter });
  });

  it('keeps its connection for the next collection', async () => {
    const { url, seen } = await startServer((_, response) => json(response, 1));
    const reader = createReader({ url });

    for (let i = 0; i < 3; i += 1) {
      await reader.read();
      await connectionReleased();
    }

    expect(seen.map(({ connection }) => connection)).toEqual([0, 0, 0]);
  });

  it.each([
    ['a POST', { method: 'POST' }],
    ['keepAlive: false', { keepAlive: false }],
  ])('does not keep it with %s', async (_, options) => {
    const { url, seen } = await startServer((__, response) => json(response, 1));
    const reader = createReader({ url, ...options });

    for (let i = 0; i < 2; i += 1) {
      await reader.read();
      await connectionReleased();
    }

    expect(seen.map(({ connection }) => connection)).toEqual([0, 1]);
  });

  it('keeps the connection of a refused answer too', async () => {
    const { url, seen } = await startServer((_, response) =>
      json(response, 'x'.repeat(5000), {}, 500),
    );
    const reader = createReader({ url });

    for (let i = 0; i < 2; i += 1) {
      await reader.failure();
      await connectionReleased();
    }

    expect(seen.map(({ connection }) => connection)).toEqual([0, 0]);
  });
});
