import { describe, expect, it } from 'vitest';
import { CollectionError } from '../../src/engine/source.ts';
import { createReader } from './reader.ts';
import { json, startServer, type SeenRequest, type TestServer } from './server.ts';

interface Issuer extends TestServer {
  /** The tokens that were given out; the last one is good. */
  readonly issued: readonly string[];
}

async function startIssuer(expiresIn?: unknown): Promise<Issuer> {
  const issued: string[] = [];
  const server = await startServer((_, response) => {
    issued.push(`token-${issued.length + 1}`);
    json(response, { access_token: issued.at(-1), token_type: 'Bearer', expires_in: expiresIn });
  });
  return { ...server, issued };
}

function authOf({ url }: { readonly url: string }, others = {}) {
  return {
    oauth2: { tokenUrl: `${url}/token`, clientId: 'client', clientSecret: 'hush-hush', ...others },
  };
}

function bearers(seen: readonly SeenRequest[]): readonly unknown[] {
  return seen.map(({ headers }) => headers.authorization);
}

async function startApi() {
  return startServer((_, response) => json(response, { a: 1 }));
}

describe('OAuth 2 client credentials', () => {
  it('ask for a token and send it', async () => {
    const issuer = await startIssuer(3600);
    const { url, seen } = await startApi();
    const auth = authOf(issuer, {
      scopes: ['orders:read', 'b'],
      params: { audience: 'https://a.example' },
    });
    const reader = createReader({ url, auth });

    expect(await reader.values()).toEqual([{ a: 1 }]);

    expect(issuer.seen).toMatchObject([
      {
        method: 'POST',
        url: '/token',
        body: 'grant_type=client_credentials&scope=orders%3Aread+b&audience=https%3A%2F%2Fa.example',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${btoa('client:hush-hush')}`,
        },
      },
    ]);
    expect(bearers(seen)).toEqual(['Bearer token-1']);
    expect(reader.trace.requests.map(({ purpose }) => purpose)).toEqual(['token', 'document']);
  });

  it('name the client in the body where the server wants that', async () => {
    const issuer = await startIssuer();
    const { url } = await startApi();

    await createReader({ url, auth: authOf(issuer, { clientAuthentication: 'body' }) }).read();

    expect(issuer.seen[0]?.headers.authorization).toBeUndefined();
    expect(issuer.seen[0]?.body).toBe(
      'grant_type=client_credentials&client_id=client&client_secret=hush-hush',
    );
  });

  it('encode a client and a secret of odd letters as in a form', async () => {
    const issuer = await startIssuer();
    const { url } = await startApi();

    await createReader({
      url,
      auth: authOf(issuer, { clientId: 'a b:c', clientSecret: 'ü&' }),
    }).read();

    expect(issuer.seen[0]?.headers.authorization).toBe(`Basic ${btoa('a+b%3Ac:%C3%BC%26')}`);
  });

  it.each([
    ['seconds', 600, [0, 539, 541], ['token-1', 'token-1', 'token-2']],
    ['seconds in a text', '600', [0, 539, 541], ['token-1', 'token-1', 'token-2']],
    ['few seconds, at half of them', 20, [0, 9, 11], ['token-1', 'token-1', 'token-2']],
    [
      'nobody knows how long, for a day',
      undefined,
      [0, 86_399, 86_401],
      ['token-1', 'token-1', 'token-2'],
    ],
    ['a year, for a day', 31_536_000, [0, 86_399, 86_401], ['token-1', 'token-1', 'token-2']],
    ['ever, for a day', '1e999', [0, 86_399, 86_401], ['token-1', 'token-1', 'token-2']],
  ])('keep a token that is good for %s', async (_, expiresIn, times, tokens) => {
    const issuer = await startIssuer(expiresIn);
    const { url, seen } = await startApi();
    let seconds = 0;
    const clock = { now: () => Date.now(), monotonic: () => seconds * 1000 };
    const reader = createReader({ url, auth: authOf(issuer) }, { clock });

    for (const time of times) {
      seconds = time;
      await reader.read();
    }

    expect(bearers(seen)).toEqual(tokens.map((token) => `Bearer ${token}`));
  });

  it('ask once for collections at the same time', async () => {
    const issuer = await startIssuer(3600);
    const { url, seen } = await startApi();
    const reader = createReader({ url, auth: authOf(issuer) });

    await Promise.all([reader.read(), reader.read(), reader.read()]);

    expect(issuer.seen.length).toBe(1);
    expect(seen.length).toBe(3);
  });

  it('get another token, once, when the one that was kept is refused', async () => {
    const issuer = await startIssuer(3600);
    let good = 'Bearer token-1';
    const { url, seen } = await startServer(({ headers }, response) =>
      json(response, { a: 1 }, {}, headers.authorization === good ? 200 : 401),
    );
    const reader = createReader({ url, auth: authOf(issuer) });

    await reader.read();
    good = 'Bearer token-2';
    expect(await reader.values()).toEqual([{ a: 1 }]);
    good = 'none';
    expect(await reader.failure()).toMatchObject({ reason: 'status', status: 401 });

    expect(bearers(seen)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
      'Bearer token-2',
      'Bearer token-3',
    ]);
  });

  it('do not ask for a second token when a new one is refused', async () => {
    const issuer = await startIssuer(3600);
    const { url, seen } = await startServer((_, response) => json(response, 1, {}, 401));

    await createReader({ url, auth: authOf(issuer) }).failure();

    expect([issuer.issued.length, seen.length]).toEqual([1, 1]);
  });

  it.each([
    [
      401,
      { error: 'invalid_client' },
      'no token: responded with 401 Unauthorized (invalid_client): the client or its secret is wrong, or the server wants clientAuthentication: body',
    ],
    [
      400,
      { error: 'invalid_scope', error_description: 'hush-hush' },
      'no token: responded with 400 Bad Request (invalid_scope)',
    ],
    [503, 'oops', 'no token: responded with 503 Service Unavailable'],
    [200, { token: 'x' }, 'the response has no access_token'],
    [200, 'x', 'the response is not a JSON object'],
  ])('that fail with %s %j say why', async (status, body, message) => {
    const issuer = await startServer((_, response) => json(response, body, {}, status));
    const { url, seen } = await startApi();

    const failure = await createReader({ url, auth: authOf(issuer) }).failure();

    expect(failure.message).toBe(`POST ${issuer.url}/token: ${message}`);
    expect(failure.status).toBe(status === 200 ? undefined : status);
    expect(seen).toEqual([]);
  });

  it.each([400, 403, 431])('are forgotten when the response is %s', async (status) => {
    const issuer = await startIssuer(3600);
    const { url, seen } = await startServer((_, response) => json(response, {}, {}, status));
    const reader = createReader({ url, auth: authOf(issuer) });

    await reader.failure();
    await reader.failure();

    expect(bearers(seen)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it.each([
    [
      'a line feed',
      'abc\ndef',
      'the token has a control character, or one beyond U+00FF, which no header can carry',
    ],
    [
      'a NUL',
      'abc\0',
      'the token has a control character, or one beyond U+00FF, which no header can carry',
    ],
    [
      'a letter beyond U+00FF',
      'abc\u0100',
      'the token has a control character, or one beyond U+00FF, which no header can carry',
    ],
    [
      '20,000 characters',
      'x'.repeat(20_000),
      'the token has 20000 characters, more than the 8192 that are sent in a header',
    ],
    ['no character', '', 'the token is empty'],
  ])('with %s are refused, and others are requested', async (_, bad, message) => {
    const tokens = [bad, 'good'];
    const issuer = await startServer((_request, response) =>
      json(response, { access_token: tokens.shift() }),
    );
    const { url, seen } = await startApi();
    const reader = createReader({ url, auth: authOf(issuer) });

    expect((await reader.failure()).message).toBe(`POST ${issuer.url}/token: ${message}`);
    await reader.read();

    expect(bearers(seen)).toEqual(['Bearer good']);
  });

  it('are kept when an older one is rejected late', async () => {
    const issuer = await startIssuer(3600);
    const held: (() => void)[] = [];
    let good = 'Bearer token-1';
    const { url, seen } = await startServer(({ headers }, response) => {
      const isGood = headers.authorization === good;
      const respond = () => json(response, {}, {}, isGood ? 200 : 401);
      if (isGood || held.length > 0) respond();
      else held.push(respond);
    });
    const reader = createReader({ url, auth: authOf(issuer) });

    await reader.read();
    good = 'Bearer token-2';
    const slow = reader.read();
    await expect.poll(() => held.length).toBe(1);
    await reader.read();
    held[0]?.();
    await slow;

    expect(issuer.issued).toEqual(['token-1', 'token-2']);
    expect(bearers(seen).at(-1)).toBe('Bearer token-2');
  });

  it('try again in the next collection after a failure', async () => {
    let up = false;
    const issuer = await startServer((_, response) =>
      json(response, { access_token: 'abc' }, {}, up ? 200 : 500),
    );
    const { url } = await startApi();
    const reader = createReader({ url, auth: authOf(issuer) });

    await reader.failure();
    up = true;

    expect(await reader.values()).toEqual([{ a: 1 }]);
  });

  it('that are slow cost this collection, and serve the next', async () => {
    const asked = Promise.withResolvers<() => void>();
    const issuer = await startServer((_, response) => {
      asked.resolve(() => json(response, { access_token: 'abc' }));
    });
    const { url, seen } = await startApi();
    const reader = createReader({ url, auth: authOf(issuer) });
    const controller = new AbortController();
    const failing = reader.failure(controller.signal);
    const answer = await asked.promise;
    controller.abort(new CollectionError('timeout', 'no result within 1 s'));

    expect(await failing).toMatchObject({
      reason: 'timeout',
      message: 'no result within 1 s: was requesting a token',
    });
    answer();
    await reader.read();

    expect(issuer.seen.length).toBe(1);
    expect(bearers(seen)).toEqual(['Bearer abc']);
  });
});
