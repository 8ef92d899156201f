import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { worldOf } from '../../config/environment.ts';
import { json, startServer } from '../../http-client/server.ts';
import { metrics, serveModules } from '../../server/probing.ts';

const params = { a: {} };
const base = { allowedTargets: ['http://127.0.0.1:*', 'http://*.example'], params, metrics };
const odd = 'x/../y?&"=\\ä';

describe('references in the request of a module', () => {
  it.each([
    ['the path of the target', { path: '/v${param:a}/s' }, [`/v${encodeURIComponent(odd)}/s`]],
    ['a query', { query: { a: '${param:a}' } }, ['/', odd]],
  ])('are escaped in %s', async (_, http, expected) => {
    const { url, seen } = await startServer((__, response) => json(response, { up: 1 }));
    const { probe } = await serveModules({ modules: { ping: { ...base, http } } });

    expect((await probe({ module: 'ping', target: url, a: odd })).body).toContain(
      'probe_success 1',
    );

    const asked = new URL(seen[0]?.url ?? '', url);
    expect([asked.pathname, ...asked.searchParams.values()]).toEqual(expected);
  });

  it('are escaped in a JSON body and a form', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { up: 1 }));
    const { probe } = await serveModules({
      modules: {
        text: { ...base, http: { method: 'POST', body: '{"a":"${param:a}","t":"${target}"}' } },
        tree: { ...base, http: { method: 'POST', body: { a: '${param:a}', t: '${target}' } } },
        form: { ...base, http: { method: 'POST', form: { a: '${param:a}', t: '${target}' } } },
      },
    });

    for (const module of ['text', 'tree', 'form']) await probe({ module, target: url, a: odd });

    const [text, tree, form] = seen.map(({ body }) => body);
    expect(JSON.parse(text ?? '')).toEqual({ a: odd, t: url });
    expect(JSON.parse(tree ?? '')).toEqual({ a: odd, t: url });
    expect([...new URLSearchParams(form)]).toEqual([
      ['a', odd],
      ['t', url],
    ]);
  });

  it('are values of headers', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { up: 1 }));
    const { probe } = await serveModules({
      modules: { ping: { ...base, http: { headers: { 'x-site': '${param:a}' } } } },
    });

    expect((await probe({ module: 'ping', target: url, a: 'b c' })).body).toContain('success 1');
    expect((await probe({ module: 'ping', target: url, a: 'ж' })).body).toContain('success 0');
    expect(seen.map(({ headers }) => headers['x-site'])).toEqual(['b c']);
  });

  it('put the target into the query of a fixed URL, which needs no entry of its own', async () => {
    const { url, seen } = await startServer((_, response) => json(response, { up: 1 }));
    const { probe } = await serveModules({
      modules: {
        ping: {
          allowedTargets: ['http://*.example'],
          http: { url: `${url}/gateway/\${target}`, query: { device: '${target}' } },
          metrics,
        },
      },
    });

    const { body } = await probe({ module: 'ping', target: 'http://ups.example/?a=1&b' });
    expect(body).toContain('probe_success 1');
    expect((await probe({ module: 'ping', target: 'http://evil.test' })).status).toBe(403);

    const asked = seen.map((request) => new URL(request.url, url));
    expect(asked.map(({ pathname }) => decodeURIComponent(pathname))).toEqual([
      '/gateway/http://ups.example/?a=1&b',
    ]);
    expect(asked[0]?.searchParams.get('device')).toBe('http://ups.example/?a=1&b');
  });

  it.each([
    [{ url: 'http://${target}/x' }, /takes no \$\{target\} or \$\{param:NAME\} as its host/],
    [{ url: 'http://a.${param:a}/x?t=${target}' }, /expected an http or https URL/],
    [{ url: 'http://a.example/x' }, /never uses the target/],
    [{ path: '/${param:b}' }, /\$\{param:b\} is not one of params/],
    [{ path: '/${item:b}' }, /has no item here/],
  ])('are refused in %j', (http, message) => {
    const config = JSON.stringify({ modules: { ping: { ...base, http } } });

    expect(() => parseConfig(config, 'polyprom.yaml', worldOf({}, new Map()))).toThrow(message);
  });

  it('are refused in a collector', () => {
    const http = { url: 'http://a.example/', query: { a: '${target}', b: '${param:b}' } };
    const config = JSON.stringify({ collectors: { ping: { http, metrics } } });

    expect(() => parseConfig(config, 'polyprom.yaml', worldOf({}, new Map()))).toThrow(
      /\$\{target\} has no value here.*\n.*\$\{param:b\} has no value here/,
    );
  });
});
