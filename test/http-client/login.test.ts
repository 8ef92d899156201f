import { describe, expect, it } from 'vitest';
import { createCookieJar } from '../../src/http-client/exchange/cookies.ts';
import { Text } from '../../src/schema/text.ts';
import { createReader } from './reader.ts';
import { freePort, json, startServer, type Handler } from './server.ts';

/** A device that gives a session to whoever knows the password, and forgets it when told to. */
function device(
  give: (session: string) => readonly [unknown, Record<string, string | string[]>],
  isGood: (headers: Record<string, unknown>, session: string) => boolean,
) {
  const state = { session: 0, logins: 0 };
  const handler: Handler = ({ url, body, headers }, response) => {
    if (url === '/login') {
      state.logins += 1;
      if (!body.includes('hunter2')) {
        json(response, {}, {}, 401);
        return;
      }
      state.session += 1;
      const [value, more] = give(`s${state.session}`);
      json(response, value, more);
    } else {
      json(response, { a: 1 }, {}, isGood(headers, `s${state.session}`) ? 200 : 403);
    }
  };
  return { state, handler };
}

const byCookie = () =>
  device(
    (session) => [{}, { 'set-cookie': [`sid=${session}; Path=/; HttpOnly`, 'lang=en'] }],
    ({ cookie }, session) => String(cookie).includes(`sid=${session}`),
  );

const form = { user: 'monitor', password: 'hunter2' };

describe('a login', () => {
  it('gives a cookie that is kept', async () => {
    const { state, handler } = byCookie();
    const { url, seen } = await startServer(handler);
    const reader = createReader({
      url: `${url}/data`,
      auth: { login: { url: `${url}/login`, form } },
    });

    expect(await reader.values()).toEqual([{ a: 1 }]);
    expect(await reader.values()).toEqual([{ a: 1 }]);

    expect(state.logins).toBe(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/login',
      body: 'user=monitor&password=hunter2',
    });
    expect(seen[2]?.headers.cookie).toBe('sid=s1; lang=en');
  });

  it('adds its cookies to those of the configuration', async () => {
    const { handler } = byCookie();
    const { url, seen } = await startServer(handler);

    await createReader({
      url: `${url}/data`,
      headers: { Cookie: 'theme=dark' },
      auth: { login: { url: `${url}/login`, form } },
    }).read();

    expect(seen[1]?.headers.cookie).toBe('theme=dark; sid=s1; lang=en');
  });

  it('is done again, once, when the session has ended', async () => {
    const { state, handler } = byCookie();
    const { url } = await startServer(handler);
    const reader = createReader({
      url: `${url}/data`,
      auth: { login: { url: `${url}/login`, form } },
    });

    await reader.read();
    state.session = 7;

    expect(await reader.values()).toEqual([{ a: 1 }]);
    expect(state.logins).toBe(2);
    expect(reader.trace.requests.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['document', 403],
      ['login', 200],
      ['document', 200],
    ]);
  });

  it.each([
    ['Authorization', 'data.token', {}, 'authorization', 'Bearer '],
    ['a header of its own', 'data.token', { header: 'X-Auth-Token' }, 'x-auth-token', ''],
    [
      'a header that was in a header',
      '$response.headers."x-session"',
      { header: 'X-Session' },
      'x-session',
      '',
    ],
    [
      'a scheme of its own',
      "join(' ', ['Token', data.token])",
      { header: 'Authorization' },
      'authorization',
      'Token ',
    ],
  ])('gives a token that is sent as %s', async (_, token, more, name, prefix) => {
    const { handler } = device(
      (session) => [{ data: { token: session } }, { 'x-session': session }],
      (headers, session) => headers[name] === `${prefix}${session}`,
    );
    const { url } = await startServer(handler);
    const login = { url: `${url}/login`, body: form, token, ...more };

    expect(await createReader({ url: `${url}/data`, auth: { login } }).values()).toEqual([
      { a: 1 },
    ]);
  });

  it('follows the redirects of the login, and keeps the cookies on the way', async () => {
    const { url, seen } = await startServer(({ url: path }, response) => {
      if (path === '/login') {
        response.writeHead(303, { location: '/home', 'set-cookie': 'sid=1' }).end();
      } else {
        json(response, { a: 1 });
      }
    });

    await createReader({
      url: `${url}/data`,
      auth: { login: { url: `${url}/login`, form } },
    }).read();

    expect(seen.map((request) => [request.url, request.headers.cookie])).toEqual([
      ['/login', undefined],
      ['/home', 'sid=1'],
      ['/data', 'sid=1'],
    ]);
  });

  it('keeps a cookie that the document renews', async () => {
    let count = 0;
    const { url, seen } = await startServer((_, response) => {
      count += 1;
      json(response, { a: 1 }, { 'set-cookie': `sid=${count}` });
    });
    const reader = createReader({
      url: `${url}/data`,
      auth: { login: { url: `${url}/login`, form } },
    });

    await reader.read();
    await reader.read();

    expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, 'sid=1', 'sid=2']);
  });

  it('is done again at a redirect to the login where refusedStatus says so', async () => {
    let sessions = 0;
    const { url } = await startServer(({ url: path, headers }, response) => {
      if (path === '/login') {
        sessions += 1;
        json(response, {}, { 'set-cookie': `sid=${sessions}` });
      } else if (headers.cookie === 'sid=2') {
        json(response, { a: 1 });
      } else {
        response.writeHead(302, { location: '/login.html' }).end();
      }
    });
    sessions = 1;
    const reader = createReader({
      url: `${url}/data`,
      followRedirects: false,
      auth: { login: { url: `${url}/login`, form, refusedStatus: [302] } },
    });

    expect(await reader.values()).toEqual([{ a: 1 }]);
  });

  it.each([
    [
      'is refused',
      { form: { password: 'guess' } },
      'the login failed: responded with 401 Unauthorized',
    ],
    [
      'gives nothing',
      { form },
      'the login set no cookie: if it returns a token, set auth.login.token',
    ],
    [
      'gives no token',
      { form, token: 'data.token' },
      'the login returned no token: data.token found nothing in the response',
    ],
  ])('that %s fails the collection', async (_, login, message) => {
    const { handler } = device(
      () => [{}, {}],
      () => true,
    );
    const { url } = await startServer(handler);

    const failure = await createReader({
      url: `${url}/data`,
      auth: { login: { url: `${url}/login`, ...login } },
    }).failure();

    expect(failure.message).toBe(`POST ${url}/login: ${message}`);
  });

  it('that sets cookies for another port says so', async () => {
    const { url } = await startServer(byCookie().handler);
    const other = await startServer(byCookie().handler);
    const login = { url: `${other.url}/login`, form };

    const { message } = await createReader({ url: `${url}/data`, auth: { login } }).failure();

    expect(message).toBe(
      `POST ${other.url}/login: the login set cookies for ${other.url} only, and cookies are not sent to another scheme, host or port: log in at ${url}`,
    );
  });

  it('is done again when it is older than maxAge', async () => {
    const { state, handler } = byCookie();
    const { url } = await startServer(handler);
    let seconds = 0;
    const clock = { now: () => Date.now(), monotonic: () => seconds * 1000 };
    const login = { url: `${url}/login`, form, maxAge: '10m' };
    const reader = createReader({ url: `${url}/data`, auth: { login } }, { clock });

    for (seconds of [0, 599, 601]) await reader.read();

    expect(state.logins).toBe(2);
  });

  it('hides the secrets of its URL when it fails', async () => {
    const login = {
      url: new Text([
        `http://127.0.0.1:${await freePort()}/login?who=`,
        { read: () => 'hush-hush', secret: true },
      ]),
    };

    const { message } = await createReader({ url: 'http://a.example', auth: { login } }).failure();

    expect(message).toContain('/login?who=<secret>: cannot connect');
  });

  it('sends its token to no other origin', async () => {
    const other = await startServer((_, response) => json(response, { a: 1 }));
    const { url } = await startServer(({ url: path }, response) => {
      if (path === '/login') json(response, { token: 'abc' }, { 'set-cookie': 'sid=1' });
      else response.writeHead(302, { location: other.url.replace('127.0.0.1', 'localhost') }).end();
    });
    const login = { url: `${url}/login`, form, token: 'token' };

    await createReader({ url: `${url}/data`, auth: { login } }).read();

    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(other.seen[0]?.headers).not.toHaveProperty('cookie');
  });
});

describe('a cookie', () => {
  const at = new URL('https://a.example/api/login');

  it.each([
    ['goes back to its host', 'sid=1', 'https://a.example/api/x', 'sid=1'],
    ['goes to no other host', 'sid=1; Domain=example', 'https://b.example/api/x', undefined],
    ['goes to no host below', 'sid=1; Domain=a.example', 'https://b.a.example/api/x', undefined],
    ['of its host', 'sid=1; Domain=a.example', 'https://a.example/api/x', 'sid=1'],
    ['of a domain above its host', 'sid=1; Domain=.EXAMPLE', 'https://a.example/api/x', 'sid=1'],
    ['without a domain', 'sid=1; Domain=', 'https://a.example/api/x', 'sid=1'],
    ['of another host is refused', 'sid=1; Domain=b.example', 'https://a.example/api/x', undefined],
    [
      'of a host below is refused',
      'sid=1; Domain=x.a.example',
      'https://a.example/api/x',
      undefined,
    ],
    ['of half a name is refused', 'sid=1; Domain=ample', 'https://a.example/api/x', undefined],
    ['goes to the folder it was set in', 'sid=1', 'https://a.example/other', undefined],
    ['goes to its path', 'sid=1; Path=/', 'https://a.example/other', 'sid=1'],
    ['goes to what is below its path', 'sid=1; Path=/api', 'https://a.example/api/x', 'sid=1'],
    [
      'goes to nothing that only begins like its path',
      'sid=1; Path=/api',
      'https://a.example/apis',
      undefined,
    ],
    ['goes to no other port', 'sid=1; Path=/', 'https://a.example:8443/', undefined],
    ['of TLS does not go without', 'sid=1; Path=/', 'http://a.example/', undefined],
    ['may hold anything', 'sid=a=b"c"; Path=/', 'https://a.example/', 'sid=a=b"c"'],
    ['that has ended is gone', 'sid=1; Path=/; Max-Age=0', 'https://a.example/', undefined],
    [
      'that ends in the past is gone',
      'sid=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'https://a.example/',
      undefined,
    ],
    ['that ends later is there', 'sid=1; Path=/; Max-Age=10', 'https://a.example/', 'sid=1'],
    ['that is broken is left out', 'sid=\u0001; Path=/', 'https://a.example/', undefined],
  ])('%s', (_, set, url, sent) => {
    const jar = createCookieJar(() => Date.UTC(2026, 1, 1));

    jar.keep(at, { 'set-cookie': [set] });

    expect(jar.header(new URL(url))).toBe(sent);
  });

  it.each(['0.0.1', '1'])('of an address has no domain above: %s', (domain) => {
    const jar = createCookieJar(() => 0);
    const local = new URL('http://127.0.0.1/');

    jar.keep(local, { 'set-cookie': [`a=1; Domain=${domain}`, 'b=1; Domain=127.0.0.1'] });

    expect(jar.header(local)).toBe('b=1');
  });

  it('ends at its time', () => {
    let now = 0;
    const jar = createCookieJar(() => now);

    jar.keep(at, { 'set-cookie': ['sid=1; Path=/; Max-Age=10'] });
    now = 10_000;

    expect(jar.header(at)).toBeUndefined();
  });

  it('is taken back by one that has ended, and replaced by a newer one', () => {
    const jar = createCookieJar(() => 0);

    jar.keep(at, { 'set-cookie': ['a=1', 'b=1', 'a=2', 'b=; Max-Age=0'] });

    expect(jar.header(at)).toBe('a=2');
  });

  it('is one of a hundred at most', () => {
    const jar = createCookieJar(() => 0);

    jar.keep(at, { 'set-cookie': Array.from({ length: 500 }, (_, i) => `c${i}=1`) });

    expect(jar.header(at)?.split('; ').length).toBe(100);
  });

  it('is left out when all together are longer than 8 KiB', () => {
    const jar = createCookieJar(() => 0);
    const long = 'x'.repeat(3000);

    jar.keep(at, { 'set-cookie': [`a=${long}`, `b=${long}`, `c=${long}`, 'd=1', `a=y${long}`] });

    expect(jar.header(at)).toBe(`a=y${long}; b=${long}; d=1`);
  });

  it('goes before those of shorter paths, and after older ones of the same path', () => {
    const jar = createCookieJar(() => 0);

    jar.keep(at, {
      'set-cookie': ['a=1; Path=/', 'b=1; Path=/api', 'c=1; Path=/', 'd=1; Path=/api'],
    });
    jar.keep(at, { 'set-cookie': ['a=2; Path=/', 'b=2; Path=/api'] });

    expect(jar.header(at)).toBe('b=2; d=1; a=2; c=1');
  });
});
