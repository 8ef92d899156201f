import { describe, expect, it } from 'vitest';
import { nextOfLink } from '../../../src/documents/link-header.ts';
import { createReader } from '../../http-client/reader.ts';
import { json, startServer, type Handler } from '../../http-client/server.ts';

/** Pages 1 to `last`, each of which says which is the next: in its body and in a header Link. */
function paged(last: number): Handler {
  return ({ url }, response) => {
    const { searchParams } = new URL(url, 'http://host');
    const page = Number(searchParams.get('page') ?? 1);
    const next = page < last ? page + 1 : null;
    json(
      response,
      { page, pages: last, next: next && `?page=${next}`, cursor: next && `c${next}` },
      next === null ? {} : { link: `</x>; rel="first", </?page=${next}>; rel="next"` },
    );
  };
}

const pagesOf = (values: readonly unknown[]) => values.map((value) => Object(value).page);

describe('pagination', () => {
  it.each([
    ['the header Link by itself', {}],
    ['an expression over the body', { next: 'next' }],
    ['the header Link as an expression', { next: '$response.headers.link' }],
    ['a parameter of the query', { query: { page: 'page < pages ? page + 1 : null' } }],
  ])('follows %s', async (_, pagination) => {
    const { url, seen } = await startServer(paged(3));
    const reader = createReader({ url, pagination });

    expect(pagesOf(await reader.values())).toEqual([1, 2, 3]);
    expect(seen.map((request) => request.url)).toEqual(['/', '/?page=2', '/?page=3']);
    expect(seen.map(({ connection }) => connection)).toEqual([0, 0, 0]);
    expect(reader.trace.requests.map(({ purpose }) => purpose)).toEqual([
      'document',
      'page 2',
      'page 3',
    ]);
  });

  it('keeps the other parameters of the query', async () => {
    const { url, seen } = await startServer(({ url: path }, response) =>
      json(response, { cursor: path.includes('cursor') ? '' : 'a+b' }),
    );

    await createReader({
      url,
      query: { size: '2' },
      pagination: { query: { cursor: 'cursor' } },
    }).read();

    expect(seen.map((request) => request.url)).toEqual(['/?size=2', '/?size=2&cursor=a%2Bb']);
  });

  it('hands on each page before it requests the next', async () => {
    const { url, seen } = await startServer(paged(3));
    const requested: number[] = [];

    await createReader({ url, pagination: { next: 'next' } }).read(undefined, () =>
      requested.push(seen.length),
    );

    expect(requested).toEqual([1, 2, 3]);
  });

  it('fails when its pages have more bytes than four times the limit of one', async () => {
    const { url, seen } = await startServer((request, response) => {
      const page = Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 1);
      response.end(JSON.stringify({ text: 'x'.repeat(900), next: `/?page=${page + 1}` }));
    });
    const reader = createReader(
      { url, pagination: { next: 'next', limit: 30 } },
      { bodySize: 1000 },
    );

    expect(await reader.failure()).toMatchObject({
      reason: 'limit',
      message: expect.stringMatching(
        /page=5: 5 pages have 4\d{3} bytes together, more than 4 times limits.bodySize, 4000: raise it,/,
      ),
    });
    expect(seen.length).toBe(5);
  });

  it('fails when there are more pages than the limit', async () => {
    const { url, seen } = await startServer(paged(4));

    expect(await createReader({ url, pagination: { limit: 3 } }).failure()).toMatchObject({
      reason: 'limit',
      message: `GET ${url}/?page=3: there are more than 3 pages: raise pagination.limit, or request larger pages`,
    });
    expect(seen.length).toBe(3);
  });

  it('may have just as many pages as the limit', async () => {
    const { url } = await startServer(paged(3));

    expect(pagesOf(await createReader({ url, pagination: { limit: 3 } }).values())).toEqual([
      1, 2, 3,
    ]);
  });

  it('fails at a page that it has read already', async () => {
    const { url } = await startServer((request, response) =>
      json(response, { next: request.url === '/a' ? '/b' : '/a' }),
    );

    expect(
      (await createReader({ url: `${url}/a`, pagination: { next: 'next' } }).failure()).message,
    ).toBe(`GET ${url}/b: the next page is one that was read already`);
  });

  it('fails when one page fails', async () => {
    const { url } = await startServer((request, response) =>
      json(response, { next: '/b' }, {}, request.url === '/b' ? 500 : 200),
    );

    expect((await createReader({ url, pagination: { next: 'next' } }).failure()).message).toBe(
      `GET ${url}/b: responded with 500 Internal Server Error`,
    );
  });

  it.each([
    [12, 'pagination.next gave number, expected a URL or null'],
    [{}, 'pagination.next gave object, expected a URL or null'],
    ['ftp://x', 'pagination.next gave a string that is not an http or https URL'],
  ])('fails when the next page is %j', async (next, message) => {
    const { url } = await startServer((_, response) => json(response, { next }));

    expect(await createReader({ url, pagination: { next: 'next' } }).failure()).toMatchObject({
      reason: 'extract',
      message: `GET ${url}/: ${message}`,
    });
  });

  it('fails where an expression fails, or gives a list', async () => {
    const { url } = await startServer((_, response) => json(response, { next: [1] }));

    const failing = createReader({ url, pagination: { next: 'abs(next)' } });
    const list = createReader({ url, pagination: { query: { c: 'next' } } });

    expect((await failing.failure()).message).toContain(`GET ${url}/: pagination.next: `);
    expect((await list.failure()).message).toContain(
      'pagination.query.c gave an array or an object',
    );
  });

  it('ends at null, false and an empty text', async () => {
    for (const next of [null, false, '']) {
      const { url } = await startServer((_, response) => json(response, { next }));

      expect((await createReader({ url, pagination: { next: 'next' } }).read()).length).toBe(1);
    }
  });

  it('sends credentials to pages of the same origin only', async () => {
    const other = await startServer((_, response) => json(response, {}));
    const { url, seen } = await startServer((request, response) =>
      json(response, { next: request.url.startsWith('/b') ? other.url : '/b?size=2' }),
    );

    await createReader({
      url: `${url}/?token=tttt`,
      query: { api_key: 'kkkk' },
      headers: { 'x-api-key': 'kkkk' },
      auth: { bearer: { token: 'tttt' } },
      pagination: { next: 'next' },
    }).read();

    expect(seen.map((request) => request.url)).toEqual([
      '/?token=tttt&api_key=kkkk',
      '/b?size=2&token=tttt&api_key=kkkk',
    ]);
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer tttt', 'x-api-key': 'kkkk' });
    expect(other.seen[0]?.url).toBe('/');
    expect(other.seen[0]?.headers).not.toHaveProperty('authorization');
    expect(other.seen[0]?.headers).not.toHaveProperty('x-api-key');
  });

  it('sends the body again, but to no other origin', async () => {
    const { url, seen } = await startServer((request, response) =>
      json(response, { next: request.url === '/b' ? 'http://other.invalid/' : '/b' }),
    );

    const { message } = await createReader({
      url,
      method: 'POST',
      body: { size: 2 },
      pagination: { next: 'next' },
    }).failure();

    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"size":2}'],
      ['POST', '{"size":2}'],
    ]);
    expect(message).toContain('the next page is at another origin, http://other.invalid');
  });
});

describe('a header Link', () => {
  it.each([
    [
      '<https://a.example/?page=2>; rel="next", <https://a.example/?page=9>; rel="last"',
      'https://a.example/?page=2',
    ],
    [
      '<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"',
      'https://a.example/?page=3',
    ],
    ['</b>; rel=next', '/b'],
    ['</b>; title="a, b; c"; REL = "last NEXT"', '/b'],
    ['<?a=1,2;3>; type="x"; rel="next"', '?a=1,2;3'],
    ['</b>; rel="nextish"', undefined],
    ['</b>', undefined],
    ['', undefined],
    ['rel="next"', undefined],
  ])('%s', (header, next) => {
    expect(nextOfLink(header)).toBe(next);
  });
});
