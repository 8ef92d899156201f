import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { everything } from '../../src/engine/selection.ts';
import { CollectionError, type Source } from '../../src/engine/source.ts';
import { negotiate, negotiateEncoding } from '../../src/exposition/negotiate.ts';
import { close } from '../../src/server/listen.ts';
import { memoryLogger, oneSample } from '../engine/sources.ts';
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

describe('every page', () => {
  const paths = [
    '/metrics',
    '/',
    '/api/status',
    '/config',
    '/-/healthy',
    '/nothing',
    '/metrics?collect[]=x',
  ];

  it.each(paths)('%s says what browsers may do with it', async (path) => {
    const { headers } = await fetch((await start()) + path);

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('the status page allows its own style sheet and nothing else', async () => {
    const response = await fetch(await start());
    const html = await response.text();
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');

    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-${hash}'`,
    );
    expect(html).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });
});

describe('terminal codes of a document', () => {
  const evil = '\x1b]0;owned\x07 \u202Etxt \x9b2J';
  const source: Source = {
    collect: () => Promise.reject(new CollectionError('decode', `cannot read ${evil}`)),
  };
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

  it.each([
    '/',
    '/api/status',
    '/collectors/shop/debug',
    `/metrics?collect[]=${encodeURIComponent(evil)}`,
  ])('never reach %s raw', async (path) => {
    const url = await start({}, { shop: source });
    await (await fetch(`${url}/metrics`)).text();

    const text = await (await fetch(url + path)).text();

    expect(text).toContain('x1b]0;owned');
    expect(text).not.toMatch(raw);
  });
});

describe('the query', () => {
  it('may have 1,000 parameters; more are refused and none is left out', async () => {
    const url = await start();
    const statusOf = async (count: number, last: string) => {
      const query = [...Array.from({ length: count - 1 }, () => 'collect[]=shop'), last].join('&');
      const response = await fetch(`${url}/metrics?${query}`);
      return [response.status, response.status === 200 ? '' : await response.text()];
    };

    expect(await statusOf(1000, 'collect[]=shop')).toEqual([200, '']);
    expect(await statusOf(1000, 'collect[]=nobody')).toEqual([
      400,
      'there is no collector nobody\n',
    ]);
    expect(await statusOf(1001, 'collect[]=nobody')).toEqual([
      400,
      'the query has 1001 parameters, the maximum is 1000: send fewer\n',
    ]);
  });

  it('may have parameters that nobody knows', async () => {
    expect((await fetch(`${await start()}/metrics?debug=1&x`)).status).toBe(200);
  });
});

describe('the route prefix', () => {
  it('is case-sensitive, as all paths are', async () => {
    const url = await start({ routePrefix: '/pre' });
    const statuses = await Promise.all(
      ['/pre/metrics', '/PRE/metrics', '/pre/Metrics', '/pre/metrics/', '/prefix/metrics'].map(
        async (path) => (await fetch(url + path)).status,
      ),
    );

    expect(statuses).toEqual([200, 404, 404, 404, 404]);
  });
});

describe('the debug page', () => {
  it('explains one collection at a time', async () => {
    const held = Promise.withResolvers<void>();
    const collect = async () => {
      await held.promise;
      return oneSample('shop_orders');
    };
    const url = await start({}, { shop: { collect } });
    const done: Response[] = [];
    const requests = Array.from({ length: 40 }, async () => {
      done.push(await fetch(`${url}/collectors/shop/debug`));
    });
    await vi.waitUntil(() => done.length === 39, { timeout: 15_000 });
    const refused = [...done];
    held.resolve();
    await Promise.all(requests);

    expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 39 }, () => 429));
    expect(refused.every(({ headers }) => headers.get('retry-after') === '5')).toBe(true);
    expect(done.at(-1)?.status).toBe(200);
    expect((await fetch(`${url}/collectors/shop/debug`)).status).toBe(200);
  });

  it('takes one of the slots that collections share', async () => {
    const held = Promise.withResolvers<void>();
    const events: string[] = [];
    const collect = async () => {
      events.push('begin');
      await held.promise;
      events.push('end');
      return oneSample('shop_orders');
    };
    const { exporter } = generationOf({ shop: { collect } }, memoryLogger(), 1);
    const [collector] = exporter.collectors;
    const scraped = exporter.scrape(everything, 10_000);
    const explained = exporter.explain(collector!, 10_000);
    await nextTurn();

    expect(events).toEqual(['begin']);
    held.resolve();
    await Promise.all([scraped, explained]);
    expect(events).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('shows the first samples of a page that is large', async () => {
    const count = 50_000;
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

    const text = await (await fetch(`${url}/collectors/large/debug`)).text();

    expect(text.length).toBeLessThan(400_000);
    expect(text).toContain('large{n="1000"} 0\n');
    expect(text.endsWith('… and more\n')).toBe(true);
  });
});

describe('a header of preferences', () => {
  it.each([
    ['commas', ','],
    ['entries', 'a,'],
    ['quotes', '"'],
    ['escapes', '"\\'],
    ['parameters', 'a;b=c;'],
    ['weights', 'a;q=0.1,'],
    ['wildcards', '*,'],
  ])('of %s is read in linear time', (_name, unit) => {
    const timeOf = (length: number) => {
      const header = unit.repeat(length / unit.length);
      return Math.min(
        ...Array.from({ length: 5 }, () => {
          const started = process.threadCpuUsage();
          negotiate(header);
          negotiateEncoding(header);
          return process.threadCpuUsage(started).user / 1000;
        }),
      );
    };
    timeOf(2 ** 14);

    // Quadratic time would be 64 times as long.
    expect(timeOf(2 ** 20)).toBeLessThan(32 * timeOf(2 ** 17) + 10);
    expect(timeOf(2 ** 14)).toBeLessThan(20);
  });

  it('is read up to its 64th entry', () => {
    expect(negotiateEncoding(`${'x,'.repeat(63)}gzip`)).toBe('gzip');
    expect(negotiateEncoding(`${'x,'.repeat(64)}gzip`)).toBe('identity');
  });
});
