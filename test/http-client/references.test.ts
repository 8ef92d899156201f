import { describe, expect, it } from 'vitest';
import { itemReference } from '../../src/schema/deferred.ts';
import { nowReference } from '../../src/schema/now-reference.ts';
import { Text } from '../../src/schema/text.ts';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import {
  buildRequest,
  type RequestTemplate,
} from '../../src/http-client/exchange/request-template.ts';
import { createReader } from './reader.ts';
import { json, startServer } from './server.ts';

const at = Date.UTC(2024, 4, 17, 12, 30);
const time = (written: string, before = '', after = '') =>
  new Text([before, { deferred: nowReference(written) }, after]);

const item = (text: string, before = '', after = '') =>
  new Text([
    before,
    { deferred: itemReference(`\${item:${text}}`, compileExpression(text)) },
    after,
  ]);

function build(template: Partial<RequestTemplate>, value: unknown) {
  const options = {
    url: new Text(['http://a.example/']),
    method: 'POST',
    headers: {},
    ...template,
  } as const;
  const base = new URL('http://a.example/api/list');
  return buildRequest(options, { now: at, item: { value, scope: { root: value, now: at } } }, base);
}

describe('references in a request', () => {
  it('are the same instant in all requests of a collection', async () => {
    let clock = at;
    const { url, seen } = await startServer(({ url: asked }, response) => {
      clock += 60_000;
      json(response, { next: asked.includes('page=2') ? null : '/?page=2' });
    });
    const reader = createReader(
      {
        url,
        headers: { 'x-now': time('${now:unix}') },
        query: { from: time('${now-15m:%Y-%m-%d %H:%M:%S}') },
        pagination: { next: 'next' },
      },
      { clock: { now: () => clock, monotonic: () => performance.now() } },
    );

    await reader.read();

    expect(seen.map(({ url: asked, headers }) => [asked, headers['x-now']])).toEqual([
      ['/?from=2024-05-17+12%3A15%3A00', '1715949000'],
      ['/?page=2', '1715949000'],
    ]);
  });

  it.each([
    ['a/b?c#d', '/items/a%2Fb%3Fc%23d/x'],
    ['%2e%2e', '/items/%252e%252e/x'],
    ['ü&=+ ', '/items/%C3%BC%26%3D%2B%20/x'],
    [9007199254740993n, '/items/9007199254740993/x'],
    ['\ud800', '/items/%EF%BF%BD/x'],
  ])('are escaped in a URL: %s', (id, path) => {
    expect(build({ url: item('id', '/items/', '/x') }, { id }).url.pathname).toBe(path);
  });

  it.each([
    ['.', 'the value . cannot be part of a URL'],
    ['..', 'the value .. cannot be part of a URL'],
    [null, '${item:id} found nothing in the item'],
    ['', '${item:id} found nothing in the item'],
    [[1], '${item:id} found an array or an object in the item'],
  ])('refuse %s in a URL', (id, words) => {
    expect(() => build({ url: item('id', '/items/') }, { id })).toThrow(words);
  });

  it('are escaped in a query, a header, a form, JSON and XML', () => {
    const value = { a: '"<&\r\n' };
    expect(build({ query: { q: item('a') } }, value).url.search).toBe('?q=%22%3C%26%0D%0A');
    expect(() => build({ headers: { 'x-a': item('a') } }, value)).toThrow(
      'which no header can carry',
    );
    expect(build({ form: { a: item('a') } }, value).body).toBe('a=%22%3C%26%0D%0A');
    expect(build({ body: { a: item('a') } }, value).body).toBe('{"a":"\\"<&\\r\\n"}');
    expect(build({ body: item('a', '{"a": "', '"}') }, value).body).toBe('{"a": "\\"<&\\r\\n"}');
    expect(build({ body: item('a', '<a>', '</a>') }, value).body).toBe(
      '<a>&quot;&lt;&amp;\r\n</a>',
    );
  });
});
