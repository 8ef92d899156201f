import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import { itemReference } from '../../src/schema/deferred.ts';
import { Text } from '../../src/schema/text.ts';
import { createReader } from './reader.ts';
import { json, startServer, type Handler } from './server.ts';

const item = (expression: string, before = '') => {
  const reference = itemReference(`\${item:${expression}}`, compileExpression(expression));
  return new Text([before, { deferred: reference }]);
};

/** Lists collections on two pages, and has a document of each but the broken one. */
const feeds: Handler = ({ url, headers }, response) => {
  if (url === '/list')
    json(response, { items: [{ id: 'a/1' }, { id: 'b' }], next: '/list?page=2' });
  else if (url === '/list?page=2') json(response, { items: [{ id: 'broken' }, { id: 'd' }] });
  else if (url.endsWith('broken')) json(response, {}, {}, 500);
  else json(response, { url, key: headers['x-key'] });
};

const details = { each: 'items', url: item('id', '/items/') };

describe('details', () => {
  it('are one document for each item of all pages, with its item', async () => {
    const { url } = await startServer(feeds);
    const reader = createReader({
      url: `${url}/list`,
      headers: { 'x-key': 'k' },
      pagination: { next: 'next' },
      details: { ...details, concurrency: 1 },
    });

    const documents = await reader.read();

    expect(documents.map((document) => document.item)).toEqual([
      { id: 'a/1' },
      { id: 'b' },
      { id: 'd' },
    ]);
    expect(await reader.values()).toEqual([
      { url: '/items/a%2F1', key: 'k' },
      { url: '/items/b', key: 'k' },
      { url: '/items/d', key: 'k' },
    ]);
    expect(reader.trace.requests.map(({ purpose }) => purpose).join(', ')).toBe(
      'document, page 2, details 1, details 2, details 3, details 4',
    );
    expect(reader.leftOut[0]).toBe(
      `GET ${url}/items/broken: responded with 500 Internal Server Error`,
    );
  });

  it('fail the collection with onError: fail', async () => {
    const { url } = await startServer(feeds);
    const reader = createReader({
      url: `${url}/list?page=2`,
      details: { ...details, onError: 'fail' },
    });

    expect((await reader.failure()).message).toContain('/items/broken: responded with 500');
  });

  it('fail the collection when all of them fail', async () => {
    const { url } = await startServer(({ url: asked }, response) => {
      json(response, { items: [{ id: 1 }, { id: 2 }] }, {}, asked === '/' ? 200 : 404);
    });

    expect((await createReader({ url, details }).failure()).message).toMatch(/responded with 404/);
  });

  it('are at most limit', async () => {
    const { url, seen } = await startServer(feeds);
    const reader = createReader({ url: `${url}/list`, details: { ...details, limit: 1 } });

    expect((await reader.failure()).message).toContain(
      'the list has more than 1 items: raise details.limit, or filter in details.each',
    );
    expect(seen).toHaveLength(1);
  });

  it('run as many at a time as concurrency says', async () => {
    let open = 0;
    let most = 0;
    const { url } = await startServer(({ url: asked }, response) => {
      if (asked === '/') json(response, { items: Array.from({ length: 9 }, (_, id) => ({ id })) });
      else {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => {
          open -= 1;
          json(response, {});
        }, 20);
      }
    });

    await createReader({ url, details: { ...details, concurrency: 3 } }).read();

    expect(most).toBe(3);
  });

  it.each([
    ['//other.example/x', 'details are requested from'],
    ['http://other.example/x', 'details are requested from'],
    [null, '${item:href} found nothing in the item'],
  ])('stay at the origin of the list: %s', async (href, words) => {
    const { url, seen } = await startServer((_, response) => json(response, [{ href }]));
    const reader = createReader({ url, details: { each: '@', url: item('href') } });

    expect((await reader.failure()).message).toContain(words);
    expect(seen).toHaveLength(1);
  });

  it('follow a link of the item', async () => {
    const { url } = await startServer(({ url: asked }, response) =>
      json(response, asked === '/' ? [{ href: '/x?y=1' }] : { asked }),
    );

    const reader = createReader({ url, details: { each: '@', url: item('href') } });
    expect(await reader.values()).toEqual([{ asked: '/x?y=1' }]);
  });

  it('pause between requests', async () => {
    const times: number[] = [];
    const { url } = await startServer(({ url: asked }, response) => {
      times.push(performance.now());
      json(response, asked === '/list' ? { items: [{ id: 1 }, { id: 2 }] } : {});
    });

    await createReader({ url: `${url}/list`, pause: '40ms', details }).read();

    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(70);
  });
});
