import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createRuntimeMetrics } from '../../src/engine/registry.ts';
import { createHealthApp } from '../../src/server/app.ts';
import { close, listen, portOf } from '../../src/server/listen.ts';
import { CollectionError, type Source } from '../../src/engine/source.ts';
import { hanging, memoryLogger, oneSample, succeeding } from '../engine/sources.ts';
import { generationOf, serve, type Serving } from './serving.ts';

let serving: Serving | undefined;

afterEach(async () => {
  if (serving !== undefined) await close(serving.server, 0);
  serving = undefined;
});

async function start(...args: Parameters<typeof serve>): Promise<string> {
  serving = await serve(...args);
  return serving.url;
}

async function page(url: string): Promise<string> {
  return (await fetch(url)).text();
}

function familiesOf(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? '');
}

describe('a generation that takes the place of another', () => {
  it('serves the requests that come after it, beside the same counters', async () => {
    const logger = memoryLogger();
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const slow: Source = {
      collect: async () => {
        begun.resolve();
        await held.promise;
        return oneSample('old_orders');
      },
    };
    let generation = generationOf({ old: slow }, logger);
    const url = await start({ current: () => generation });

    const before = page(`${url}/metrics`);
    await begun.promise;
    generation = generationOf({ new: succeeding('new_orders') }, logger);
    const after = await page(`${url}/metrics`);
    held.resolve();

    expect(after).toMatch(/^new_orders 1$/m);
    expect(after).not.toContain('old_orders');
    expect(await before).toMatch(/^old_orders 1$/m);
    expect(await before).not.toContain('new_orders');
    expect(await page(`${url}/metrics`)).toContain(
      'polyprom_http_requests_total{code="200",handler="/metrics"} 2\n',
    );
    expect(await page(`${url}/api/status`)).toContain('"name": "new"');
  });
});

describe('GET /metrics', () => {
  it('answers with the page, its own metrics and no needless headers', async () => {
    const url = await start();

    const response = await fetch(`${url}/metrics`);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(text).toContain('\nshop_orders 1\n');
    expect(text).toContain(
      'polyprom_build_info{node_version="v24.0.0",revision="abc",version="1.2.3"} 1\n',
    );
    expect(text).toContain('polyprom_http_requests_total{code="200",handler="/metrics"} 0\n');
    expect(text.endsWith('\n')).toBe(true);
    expect(familiesOf(text)).toEqual(familiesOf(text).toSorted());
  });

  it('counts itself by route and code, and tells the size of the page before', async () => {
    const url = await start();
    const first = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': 'identity' } });
    const { length } = await first.text();
    await fetch(`${url}/no/such/path`);

    const text = await page(`${url}/metrics`);

    expect(text).toContain('polyprom_http_requests_total{code="200",handler="/metrics"} 1\n');
    expect(text).toContain('polyprom_http_requests_total{code="404",handler="other"} 1\n');
    expect(text).toContain(`polyprom_exposition_size_bytes ${length}\n`);
  });

  it('takes the scraper at its word about how long it waits', async () => {
    const url = await start({}, { stuck: hanging(), shop: succeeding('shop_orders') });
    const started = performance.now();

    const response = await fetch(`${url}/metrics`, {
      headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '0.8' },
    });
    const text = await response.text();

    expect(performance.now() - started).toBeLessThan(5000);
    expect(response.status).toBe(200);
    expect(text).toContain('\nshop_orders 1\n');
    expect(text).toContain('polyprom_collector_success{collector="stuck"} 0\n');
  });

  it('has the runtime metrics, but not with collect[]', async () => {
    const url = await start(
      { runtimeMetrics: createRuntimeMetrics() },
      { a: succeeding('a_orders'), b: succeeding('b_orders') },
    );

    const whole = familiesOf(await page(`${url}/metrics`));
    const selected = familiesOf(await page(`${url}/metrics?collect[]=a`));

    expect(whole).toEqual(
      expect.arrayContaining([
        'a_orders',
        'b_orders',
        'nodejs_version_info',
        'process_cpu_seconds_total',
      ]),
    );
    expect(whole.filter((name) => /^nodejs_active_.*_total$/.test(name))).toEqual([]);
    expect(selected).toContain('a_orders');
    expect(selected.filter((name) => /^(b_|nodejs_|process_)/.test(name))).toEqual([]);
  });

  it('selects families by name[], also given more than once', async () => {
    const url = await start({ runtimeMetrics: createRuntimeMetrics() });

    const text = await page(
      `${url}/metrics?name[]=shop_orders&name[]=polyprom_build_info&name[]=process_cpu_seconds_total`,
    );

    expect(familiesOf(text)).toEqual([
      'polyprom_build_info',
      'process_cpu_seconds_total',
      'shop_orders',
    ]);
  });

  it('refuses a collector that does not exist', async () => {
    const url = await start();

    const response = await fetch(`${url}/metrics?collect[]=shop&collect[]=nobody`);

    expect(response.status).toBe(400);
    expect(await response.text()).toBe('there is no collector nobody\n');
  });

  it('speaks the format and the coding that are asked for, each request on its own', async () => {
    const url = await start();
    const ask = async (accept: string, encoding: string) => {
      const response = await fetch(`${url}/metrics?name[]=shop_orders`, {
        headers: { accept, 'accept-encoding': encoding },
      });
      return {
        type: response.headers.get('content-type'),
        coding: response.headers.get('content-encoding'),
        vary: response.headers.get('vary'),
        text: await response.text(),
      };
    };

    const openMetrics = await ask('application/openmetrics-text;version=1.0.0', 'gzip');
    const text = await ask('text/plain', 'identity');

    expect(openMetrics).toEqual({
      type: 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores',
      coding: 'gzip',
      vary: 'Accept, Accept-Encoding',
      text: '# HELP shop_orders A test.\n# TYPE shop_orders gauge\nshop_orders 1\n# EOF\n',
    });
    expect(text).toEqual({
      type: 'text/plain; version=0.0.4; charset=utf-8',
      coding: null,
      vary: 'Accept, Accept-Encoding',
      text: '# HELP shop_orders A test.\n# TYPE shop_orders gauge\nshop_orders 1\n',
    });
  });

  it.each(['identity', 'gzip'])(
    'sends a page of 100,000 series in pieces, %s',
    async (encoding) => {
      const count = 100_000;
      const large = {
        ...oneSample('large'),
        families: [
          {
            name: 'large',
            help: 'Many.',
            type: 'gauge' as const,
            labelNames: ['n'],
            labelValues: Array.from({ length: count }, (_, i) => String(i)),
            values: new Float64Array(count),
          },
        ],
      };
      const url = await start({}, { large: { collect: async () => large } });

      const response = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': encoding } });
      const text = await response.text();

      expect(response.headers.get('content-length')).toBeNull();
      expect(text.match(/^large\{/gm)).toHaveLength(count);
      expect(text.endsWith('\n')).toBe(true);
    },
  );

  it('reads Accept from several lines, and takes an empty one for none', async () => {
    const url = await start();
    const typeFor = async (accept: string[]) => {
      const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
      get(`${url}/metrics`, { headers: { accept } }, resolve);
      const response = await promise;
      response.resume();
      return response.headers['content-type'];
    };

    expect(await typeFor(['text/html;q=0.5', 'text/plain;version=1.0.0;escaping=dots'])).toBe(
      'text/plain; version=1.0.0; charset=utf-8; escaping=dots',
    );
    expect(await typeFor([''])).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('answers HEAD without a body', async () => {
    const url = await start();

    const response = await fetch(`${url}/metrics`, { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await response.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('answers %s with 405', async (method) => {
    const url = await start();

    const response = await fetch(`${url}/metrics`, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('the other routes', () => {
  it('tell health, and readiness by what is so now', async () => {
    let ready = false;
    const url = await start({ isReady: () => ready });

    const before = await fetch(`${url}/-/ready`);
    ready = true;
    const after = await fetch(`${url}/-/ready`);

    expect([before.status, await before.text()]).toEqual([503, 'not ready\n']);
    expect([after.status, await after.text()]).toEqual([200, 'ready\n']);
    expect(await page(`${url}/-/healthy`)).toBe('healthy\n');
  });

  it('show the configuration in force, unless it is switched off', async () => {
    const url = await start();
    expect(await page(`${url}/config`)).toBe('collectors: {}\n');

    const closed = await start({
      endpoints: { status: false, config: false, debug: false, reload: false },
    });
    const paths = ['/config', '/', '/api/status', '/collectors/shop/debug'];
    const statuses = await Promise.all(
      paths.map(async (path) => (await fetch(closed + path)).status),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect((await fetch(`${closed}/-/reload`, { method: 'POST' })).status).toBe(404);
  });

  it('show the revision where it is known', async () => {
    const build = { version: '1.2.3', revision: 'unknown', nodeVersion: 'v24.0.0' };
    expect(await page(`${await start()}/`)).toContain('Version 1.2.3 (abc) on Node.js');
    await close(serving!.server, 0);
    expect(await page(`${await start({ build })}/`)).toContain('Version 1.2.3 on Node.js');
  });

  it('show the status of the collectors, with causes and without secrets', async () => {
    const url = await start(
      {},
      {
        shop: succeeding('shop_orders'),
        broken: { collect: () => Promise.reject(new Error('<b>the password hunter2 is wrong')) },
      },
    );
    await page(`${url}/metrics`);

    const status = await (await fetch(`${url}/api/status`)).json();
    const html = await page(url);

    expect(status).toMatchObject({
      version: '1.2.3',
      ready: true,
      startedAt: '2026-01-01T00:00:00.000Z',
      collectors: [
        { name: 'shop', success: true, samples: 1, metrics: [{ name: 'shop_orders', samples: 1 }] },
        {
          name: 'broken',
          success: false,
          samples: 0,
          failures: [{ reason: 'internal', message: '<b>the password <secret> is wrong' }],
        },
      ],
    });
    expect(html).toContain('&lt;b&gt;the password &lt;secret&gt; is wrong');
    expect(html).not.toContain('hunter2');
    expect(html).toContain('href="/metrics"');
  });

  it('show for how long an upstream is left alone', async () => {
    const refusal = new CollectionError('status', 'busy', { status: 503, retryAfter: 60_000 });
    const url = await start(
      {},
      { busy: { collect: () => Promise.reject(refusal) }, shop: succeeding('shop_orders') },
    );
    await page(`${url}/metrics`);

    expect(await (await fetch(`${url}/api/status`)).json()).toMatchObject({
      collectors: [
        { pauseSeconds: expect.toSatisfy((s) => s > 30 && s <= 60) },
        { pauseSeconds: 0 },
      ],
    });
    expect((await page(url)).match(/no request for \d+ s, as Retry-After asks for/g)).toHaveLength(
      1,
    );
  });

  it('explain a collection, without leaving a trace of it', async () => {
    const url = await start({}, { shop: succeeding('shop_orders') });
    const explained = await page(`${url}/collectors/shop/debug`);
    const status = await (await fetch(`${url}/api/status`)).json();

    expect(explained).toMatch(
      /^collector shop \(polyprom\.yaml:7:5\): succeeded, after [\d.]+ s\n/,
    );
    expect(explained).toContain('\nshop_orders 1\n');
    expect(status).toMatchObject({ collectors: [{ success: null, lastCollection: null }] });
    expect((await fetch(`${url}/collectors/nobody/debug`)).status).toBe(400);
  });

  it('live below the route prefix', async () => {
    const url = await start({ routePrefix: '/polyprom' });

    expect((await fetch(`${url}/polyprom/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/polyprom/-/ready`)).status).toBe(200);
    expect(await page(`${url}/polyprom/`)).toContain('href="/polyprom/metrics"');
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });

  it('answer what makes no sense with a line, not a stack', async () => {
    const url = await start();

    const missing = await fetch(`${url}/nothing`);
    const broken = await fetch(`${url}/%E0%A4%A`);

    expect([missing.status, await missing.text()]).toEqual([404, 'there is nothing here\n']);
    expect(broken.status).toBe(404);
    expect(await broken.text()).not.toContain('at ');
  });
});

describe('the health port', () => {
  it('serves health and readiness and nothing else', async () => {
    const server = await listen(
      createHealthApp(() => true),
      { host: '127.0.0.1', port: 0 },
    );
    const url = `http://127.0.0.1:${portOf(server)}`;

    expect(await page(`${url}/-/healthy`)).toBe('healthy\n');
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${url}/-/ready`, { method: 'POST' })).status).toBe(405);
    await close(server, 0);
  });
});

describe('listening', () => {
  it('says that a port is in use and what to do', async () => {
    const url = await start();
    const { port } = new URL(url);

    await expect(
      listen(
        createHealthApp(() => true),
        { host: '127.0.0.1', port: Number(port) },
      ),
    ).rejects.toThrow(
      `cannot listen on 127.0.0.1 port ${port}: it is in use. Stop the program that has it, or choose another port with --port.`,
    );
  });
});
