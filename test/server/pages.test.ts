import { once } from 'node:events';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Source } from '../../src/engine/source.ts';
import { createTurns } from '../../src/engine/turns.ts';
import { textFormat } from '../../src/exposition/format.ts';
import type { Encoding } from '../../src/exposition/negotiate.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { close, listen, portOf } from '../../src/server/listen.ts';
import { createRenderQueue } from '../../src/server/render-queue.ts';
import { sendPage } from '../../src/server/send-page.ts';
import { createUnsentPages, type UnsentPages } from '../../src/server/unsent.ts';
import { memoryLogger, oneSample } from '../engine/sources.ts';
import { rawClient, requestFor } from './raw-client.ts';
import { generationOf, serve, wideLimits, type Serving } from './serving.ts';

const megabyte = 2 ** 20;
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function start(...args: Parameters<typeof serve>): Promise<Serving> {
  const serving = await serve(...args);
  ends.push(() => close(serving.server, 0));
  return serving;
}

/** A page of so many rows of 1 kB each, more than sockets hold. */
function familyOf(rows: number, value = 1): MetricFamily {
  return {
    name: 'shop_orders',
    help: 'Orders.',
    type: 'gauge',
    labelNames: ['shop'],
    labelValues: Array.from({ length: rows }, (_, row) => `${row} ${'x'.repeat(1000)}`),
    values: new Float64Array(rows).fill(value),
  };
}

function sourceOf(families: () => readonly MetricFamily[]): Source {
  return { collect: async () => ({ ...oneSample('shop_orders'), families: families() }) };
}

/** Few rows, 20 MB. */
function largeFamily(): MetricFamily {
  const family = familyOf(10_000);
  return { ...family, labelValues: family.labelValues.map((text) => text.repeat(2)) };
}

interface PageServer {
  readonly url: string;
  readonly unsent: UnsentPages;
  /** Pages that were rendered, whether or not a client has read them. */
  readonly rendered: () => number;
  /** Turns of the event loop while pages were rendered. */
  readonly turns: () => number;
}

/** A server that sends one page to every request, and what it holds for its clients. */
async function pageServer(
  family: () => MetricFamily,
  limits: Parameters<typeof createUnsentPages>[0] = wideLimits,
  encoding: Encoding = 'identity',
): Promise<PageServer> {
  const unsent = createUnsentPages(limits);
  const sending = { renderer: createRenderer(), unsent, turns: createTurns() };
  let rendered = 0;
  let turns = 0;
  const server = await listen(
    (_request, response) => {
      const page = { families: [family()], format: textFormat, encoding };
      const count = () => {
        turns += 1;
        turn = setImmediate(count);
      };
      let turn = setImmediate(count);
      void sendPage(response, page, sending).finally(() => {
        clearImmediate(turn);
        rendered += 1;
      });
    },
    { host: '127.0.0.1', port: 0 },
  );
  ends.push(() => close(server, 0));
  const url = `http://127.0.0.1:${portOf(server)}`;
  return { url, unsent, rendered: () => rendered, turns: () => turns };
}

function until(condition: () => boolean | Promise<boolean>): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: 15_000 });
}

/** Requests pages and reads nothing of them. */
function slowReaders(url: string, count: number): readonly Socket[] {
  const readers = Array.from({ length: count }, () => rawClient(url).pause());
  for (const reader of readers) reader.write(requestFor('/metrics', 'Connection: close\r\n'));
  return readers;
}

describe('slow readers', () => {
  it('share the bytes of a page', async () => {
    const family = familyOf(8000);
    const { url, unsent, rendered } = await pageServer(() => family);

    const readers = slowReaders(url, 20);
    await until(() => rendered() === 20);

    expect(unsent.bytes).toBeGreaterThan(8e6);
    expect(unsent.bytes).toBeLessThan(9 * megabyte);
    for (const reader of readers) reader.destroy();
    await until(() => unsent.bytes === 0);
  });

  it('are cut off, those first that have been at it longest, when they hold too much', async () => {
    let value = 0;
    const family = () => familyOf(8000, (value += 1));
    const limits = { ...wideLimits, unsentBytes: 20 * megabyte };
    const { url, unsent, rendered } = await pageServer(family, limits);
    const readers: Socket[] = [];

    for (const number of [1, 2, 3, 4]) {
      readers.push(...slowReaders(url, 1));
      await until(() => rendered() === number);
    }
    const pages = await Promise.all(readers.map(async (reader) => buffer(reader)));

    expect(pages.map(({ length }) => length > 8e6)).toEqual([false, false, true, true]);
    expect(unsent.bytes).toBe(0);
  });

  it('are cut off when the time for sending is over', async () => {
    const family = familyOf(8000);
    const { url, unsent } = await pageServer(() => family, { ...wideLimits, sendTimeout: 300 });

    const [reader] = slowReaders(url, 1);
    await until(() => unsent.pages === 1);
    await until(() => unsent.pages === 0);
    reader?.resume();
    await once(reader!, 'close');

    expect(reader?.bytesRead).toBeLessThan(8 * megabyte);
    expect(unsent.bytes).toBe(0);
  });

  it('of pages that are not metrics are cut off as well', async () => {
    const config = 'x'.repeat(20 * megabyte);
    const generation = { ...generationOf({}, memoryLogger()), printConfig: () => config };
    const { url, server } = await start({
      current: () => generation,
      limits: { sendTimeout: 300 },
    });
    const reader = rawClient(url).pause();
    const requested = once(server, 'request');
    reader.write(requestFor('/config'));
    await requested;

    const getConnections = promisify(server.getConnections.bind(server));
    await until(async () => (await getConnections()) === 0);

    reader.resume();
    await once(reader, 'close');
    expect(reader.bytesRead).toBeLessThan(20 * megabyte);
  });

  it('of one page larger than all that may be held still get all of it', async () => {
    const family = { ...familyOf(16_000) };
    const { url, unsent } = await pageServer(() => family, {
      ...wideLimits,
      unsentBytes: 2 * megabyte,
    });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, unsent.bytes)), 1);

    const text = await (await fetch(url)).text();
    clearInterval(watch);

    expect(text.match(/^shop_orders\{/gm)).toHaveLength(16_000);
    expect(most).toBeLessThan(4 * megabyte);
  });
});

describe('a page of few rows and 20 MB', () => {
  it.each(['identity', 'gzip'] as const)(
    'is rendered in many turns of the event loop, %s',
    async (encoding) => {
      const family = largeFamily();
      const { url, turns } = await pageServer(() => family, wideLimits, encoding);

      const length = (await (await fetch(url)).text()).length;

      expect(length).toBeGreaterThan(20e6);
      // Of 5 ms each; without a turn in between there is none.
      expect(turns()).toBeGreaterThan(2);
    },
  );

  it.each(['identity', 'gzip', 'zstd'] as const)('is whole, %s', async (encoding) => {
    const family = largeFamily();
    const { url } = await start({}, { shop: sourceOf(() => [family]) });

    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    get(`${url}/metrics`, { headers: { 'accept-encoding': encoding } }, resolve);
    const response = await promise;
    const body = await buffer(response);
    const plain = {
      identity: (bytes: Buffer) => bytes,
      gzip: gunzipSync,
      zstd: zstdDecompressSync,
    };
    const text = plain[encoding](body).toString();

    expect(text.match(/^shop_orders\{/gm)).toHaveLength(10_000);
    expect(Number(response.headers['content-length'])).toBe(body.length);
  });
});

describe('the queue of pages to be rendered', () => {
  it('lets so many in, each in its turn', async () => {
    const queue = createRenderQueue({ renders: 2, waitingScrapes: 10 }, createTurns());
    const first = await queue.enter({}, 1000);
    const second = await queue.enter({}, 1000);
    const entered: string[] = [];
    const third = queue.enter({}, 1000).then((leave) => {
      entered.push('third');
      return leave;
    });
    const fourth = queue.enter({}, 1000).then(() => entered.push('fourth'));

    first();
    first();
    await Promise.resolve();
    expect(entered).toEqual([]);
    (await third)();
    await fourth;

    expect(entered).toEqual(['third', 'fourth']);
    second();
  });

  it('refuses what would wait too long, or behind too many', async () => {
    const queue = createRenderQueue({ renders: 1, waitingScrapes: 1 }, createTurns());
    const leave = await queue.enter({}, 1000);
    const impatient = queue.enter({}, 20);

    await expect(queue.enter({}, 1000)).rejects.toThrow('too many scrapes');
    await expect(impatient).rejects.toThrow('too many scrapes');
    leave();
    (await queue.enter({}, 1000))();
  });

  it('counts pages of the same content as one that waits', async () => {
    const queue = createRenderQueue({ renders: 1, waitingScrapes: 1 }, createTurns());
    const content = {};
    const leave = await queue.enter(content, 1000);
    const waiting = Array.from({ length: 100 }, () => queue.enter(content, 1000));

    await expect(queue.enter({}, 1000)).rejects.toThrow('too many scrapes');
    leave();
    for (const entered of waiting) (await entered)();
    (await queue.enter({}, 1000))();
  });

  it('gives a scrape that finds no room 503 with Retry-After', async () => {
    const family = largeFamily();
    const limits = { renders: 1, waitingScrapes: 1 };
    const { url } = await start({ limits }, { shop: sourceOf(() => [family]) });
    const responses = await Promise.all(
      [1, 2, 3].map(async (scrape) => {
        const response = await fetch(`${url}/metrics?name[]=shop_orders&name[]=other_${scrape}`);
        await response.arrayBuffer();
        return `${response.status} ${response.headers.get('retry-after')}`;
      }),
    );

    expect(responses.toSorted()).toEqual(['200 null', '200 null', '503 5']);
  });
});
