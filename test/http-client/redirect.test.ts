import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificate, certificatePath, identity } from './certificates.ts';
import { createReader } from './reader.ts';
import { json, startServer, type Handler } from './server.ts';

function redirecting(to: (path: string) => string | undefined, status = 302): Handler {
  return ({ url, method, body }, response) => {
    const location = to(url);
    if (location === undefined) json(response, { path: url, method, body });
    else response.writeHead(status, { location }).end('moved');
  };
}

const secrets = {
  headers: { authorization: 'Basic abc', cookie: 'id=1', 'x-api-key': 'k', 'x-tenant': 'sales' },
};

describe('a redirect', () => {
  it.each(['/b', 'b', '//HOST/b', 'http://HOST/b'])(
    'to %s is followed with credentials',
    async (to) => {
      const { url, seen, port } = await startServer(
        redirecting((path) =>
          path === '/a' ? to.replace('HOST', `127.0.0.1:${port}`) : undefined,
        ),
      );

      const [document] = await createReader({ url: `${url}/a`, ...secrets }).read();

      expect(document?.response?.url).toBe(`${url}/b`);
      expect(seen.map((request) => request.url)).toEqual(['/a', '/b']);
      expect(seen[1]?.headers).toMatchObject(secrets.headers);
      expect(seen[1]?.connection).toBe(0);
    },
  );

  it('to another origin takes no credentials along', async () => {
    const other = await startServer((_, response) => json(response, { a: 1 }));
    const { url } = await startServer(redirecting(() => `${other.url}/b`));

    await createReader({ url, ...secrets, auth: { bearer: { token: 'tttt' } } }).read();

    const { authorization, cookie, ...headers } = other.seen[0]?.headers ?? {};
    expect([authorization, cookie, headers['x-api-key']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(headers['x-tenant']).toBe('sales');
  });

  it('there and back takes none along either', async () => {
    const other = await startServer(redirecting(() => `${first.url}/c`));
    const first = await startServer(redirecting((path) => (path === '/a' ? other.url : undefined)));

    await createReader({ url: `${first.url}/a`, ...secrets }).read();

    expect(first.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Basic abc',
      undefined,
    ]);
  });

  it('from https to http takes none along', async () => {
    const plain = await startServer((_, response) => json(response, 1));
    const { url } = await startServer(
      redirecting(() => plain.url),
      { tls: identity('server') },
    );

    const tls = { insecureSkipVerify: true };
    await createReader({ url, ...secrets, tls, allowInsecureRedirects: true }).read();

    expect(plain.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('from https to http is not followed by default', async () => {
    const plain = await startServer((_, response) => json(response, 1));
    const { url } = await startServer(
      redirecting(() => `${plain.url}/b`),
      { tls: identity('server') },
    );

    const { message } = await createReader({ url, tls: { insecureSkipVerify: true } }).failure();

    expect(message).toBe(
      `GET ${url}/: responded with 302 Found to ${plain.url}/b, which is not encrypted: if that is right, set allowInsecureRedirects: true, or set url to that URL`,
    );
    expect(plain.seen).toEqual([]);
  });

  it('to another origin is not followed with redirects: same-origin', async () => {
    const other = await startServer((_, response) => json(response, 1));
    const { url } = await startServer(
      redirecting((path) => (path === '/a' ? '/b' : `${other.url}/c`)),
    );

    const reader = createReader({ url: `${url}/a`, redirects: 'same-origin' });

    expect((await reader.failure()).message).toBe(
      `GET ${url}/a: responded with 302 Found to ${other.url}/c, another origin, which redirects: same-origin does not follow: if that is right, set redirects: follow, or set url to that URL`,
    );
    expect(other.seen).toEqual([]);
  });

  it('to another origin gets no certificate of the client', async () => {
    const subjects: unknown[] = [];
    const tls = {
      ...identity('server'),
      ca: certificate('ca.crt'),
      requestCert: true,
      rejectUnauthorized: false,
    };
    const other = await startServer((_, response) => json(response, 1), { tls });
    const first = await startServer(
      redirecting(() => other.url),
      { tls },
    );
    for (const { server } of [first, other]) {
      server.on('secureConnection', (socket: TLSSocket) => {
        subjects.push(socket.getPeerCertificate().subject?.CN);
      });
    }
    const client = { cert: certificatePath('client.crt'), key: certificatePath('client.key') };

    await createReader({
      url: first.url,
      tls: { ca: certificatePath('ca.crt'), ...client },
    }).read();

    expect(subjects).toEqual([expect.any(String), undefined]);
  });

  it('that leads where credentials are missed says so', async () => {
    const other = await startServer((_, response) => json(response, 1, {}, 401));
    const { url } = await startServer(redirecting(() => `${other.url}/b`));

    const { message } = await createReader({ url, ...secrets }).failure();

    expect(message).toBe(
      `GET ${url}/: responded with 401 Unauthorized: credentials are not sent to ${other.url}/b, another origin; if that is right, set url to that URL`,
    );
  });

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
  ])('by %s of a POST becomes a %s', async (status, method, body) => {
    const { url, seen } = await startServer(
      redirecting((path) => (path === '/a' ? '/b' : undefined), status),
    );

    await createReader({ url: `${url}/a`, method: 'POST', body: { a: 1 } }).read();

    expect(seen[1]).toMatchObject({ method, body });
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
  });

  it('of a body to another origin is refused', async () => {
    const other = await startServer((_, response) => json(response, 1));
    const { url } = await startServer(redirecting(() => `${other.url}/b`, 307));

    const { message } = await createReader({ url, method: 'POST', body: { a: 1 } }).failure();

    expect(message).toContain(
      `responded with 307 Temporary Redirect to another origin, ${other.url}/b`,
    );
    expect(other.seen).toEqual([]);
  });

  it('in a loop is refused', async () => {
    const { url, seen } = await startServer(redirecting((path) => (path === '/a' ? '/b' : '/a')));

    expect(await createReader({ url: `${url}/a` }).failure()).toMatchObject({
      reason: 'status',
      message: `GET ${url}/a: redirected in a loop, back to ${url}/a`,
    });
    expect(seen.length).toBe(2);
  });

  it('after ten others is refused', async () => {
    const { url, seen } = await startServer(redirecting((path) => `${path}x`));

    const { message } = await createReader({ url: `${url}/` }).failure();

    expect(message).toBe(
      `GET ${url}/: redirected more than 10 times, last to ${url}/${'x'.repeat(11)}`,
    );
    expect(seen.length).toBe(11);
  });

  it.each(['ftp://files.example/x', 'http://', 'javascript:alert(1)'])(
    'to %s is refused',
    async (location) => {
      const { url } = await startServer(redirecting(() => location));

      expect((await createReader({ url }).failure()).message).toBe(
        `GET ${url}/: responded with 302 Found with a Location that is not an http or https URL`,
      );
    },
  );

  it.each([{ redirects: 'refuse' }, { followRedirects: false }])(
    'is a response like any other with %j',
    async (setting) => {
      const { url, seen } = await startServer(redirecting(() => '/b'));

      expect((await createReader({ url, ...setting }).failure()).message).toBe(
        `GET ${url}/: responded with 302 Found`,
      );
      expect(seen.length).toBe(1);
    },
  );

  it('hides the secrets of the address that it leads to', async () => {
    const { url } = await startServer((request, response) => {
      if (request.url === '/a') response.writeHead(302, { location: '/b?token=hunter2&x=1' }).end();
      else json(response, 1, {}, 500);
    });

    const reader = createReader({ url: `${url}/a` });
    await reader.failure();

    expect(reader.trace.requests).toMatchObject([
      { url: `${url}/a`, status: 302 },
      { url: `${url}/b?token=<secret>&x=1`, status: 500 },
    ]);
  });

  it('that fails names where it was', async () => {
    const { url } = await startServer(redirecting(() => 'http://nowhere.invalid/b'));

    expect((await createReader({ url }).failure()).message).toContain(
      `GET ${url}/ (redirected to http://nowhere.invalid/b): cannot look up nowhere.invalid`,
    );
  });

  it('of letters beyond ASCII is read as UTF-8', async () => {
    const { url } = await startServer((request, response) => {
      if (request.url === '/a') {
        response.setHeader('location', Buffer.from('/bücher').toString('latin1'));
        response.writeHead(302).end();
      } else {
        json(response, { path: request.url });
      }
    });

    expect(await createReader({ url: `${url}/a` }).values()).toEqual([{ path: '/b%C3%BCcher' }]);
  });
});
