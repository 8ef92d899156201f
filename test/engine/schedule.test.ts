import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExporter } from '../../src/engine/exporter.ts';
import { nextDelay, type Schedule } from '../../src/engine/schedule.ts';
import { everything } from '../../src/engine/selection.ts';
import { CollectionError, type Source } from '../../src/engine/source.ts';
import type { ExtractionResult } from '../../src/extract/extraction.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { memoryLogger, oneSample } from './sources.ts';

const second = 1000;
const minute = 60 * second;

describe('the delay to the next collection', () => {
  const base = { name: 'shop', every: minute, elapsed: 0, failures: 0, retryAfter: 0 };

  it('spreads collectors over the interval, each at a place of its own', () => {
    const names = Array.from({ length: 200 }, (_, i) => `collector-${i}`);
    const places = names.map((name) => nextDelay({ ...base, name }) % minute);
    const perQuarter = [0, 1, 2, 3].map(
      (quarter) => places.filter((place) => Math.floor(place / (15 * second)) === quarter).length,
    );

    for (const count of perQuarter) expect(count).toBeGreaterThan(30);
    expect(names.map((name) => nextDelay({ ...base, name }) % minute)).toEqual(places);
  });

  it('keeps the place whatever a collection took', () => {
    const first = nextDelay(base);
    const next = nextDelay({ ...base, elapsed: first + 1234 });

    expect(next).toBe(minute - 1234);
  });

  it.each(Array.from({ length: 50 }, (_, i) => `collector-${i}`))(
    'lets %s collect a second time between half and one and a half intervals later',
    (name) => {
      const delay = nextDelay({ ...base, name, elapsed: 100 });

      expect(delay).toBeGreaterThanOrEqual(minute / 2);
      expect(delay).toBeLessThan(1.5 * minute);
    },
  );

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 15],
    [50, 15],
  ])('after %d failures in a row is at least %d minutes', (failures, minutes) => {
    const delay = nextDelay({ ...base, failures });

    expect(delay).toBeGreaterThanOrEqual(minutes * minute);
    expect(delay).toBeLessThan(minutes * minute + 1.5 * minute);
  });

  it('never shortens a long interval, and honours Retry-After', () => {
    expect(nextDelay({ ...base, every: 60 * minute, failures: 9 })).toBeGreaterThanOrEqual(
      30 * minute,
    );
    expect(nextDelay({ ...base, retryAfter: 17 * minute })).toBe(17 * minute);
  });
});

interface Upstream extends Source {
  collections: number;
  answer: () => Promise<ExtractionResult>;
}

function upstream(): Upstream {
  const source: Upstream = {
    collections: 0,
    answer: async () => oneSample('shop_value'),
    collect: () => {
      source.collections += 1;
      return source.answer();
    },
  };
  return source;
}

function exporterOf(source: Source, schedule: Schedule) {
  return createExporter({
    collectors: [{ name: 'shop', source, schedule, metrics: ['shop_value'] }],
    concurrency: 10,
    logger: memoryLogger(),
  });
}

function valuesOf(families: readonly MetricFamily[]) {
  const value = (name: string) => families.find((family) => family.name === name)?.values[0];
  return {
    shop: value('shop_value'),
    success: value('polyprom_collector_success'),
    stale: value('polyprom_collector_stale'),
    age: value('polyprom_collector_result_age_seconds'),
  };
}

async function scrape(exporter: ReturnType<typeof exporterOf>) {
  const families = exporter.scrape(everything, 10 * second);
  await vi.advanceTimersByTimeAsync(0);
  return valuesOf(await families);
}

const failing = () => Promise.reject(new CollectionError('connection', 'refused'));
const refusing = (status: number) => () =>
  Promise.reject(new CollectionError('status', `answered ${status}`, { status }));

describe('with a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date', 'performance'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  describe('interval', () => {
    const schedule = { when: 'interval', every: minute, staleAfter: 2 * minute } as const;

    it('collects at once and then in the background; a scrape collects nothing', async () => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);
      const stop = new AbortController();
      await exporter.start(stop.signal, 30 * second);

      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 0 });
      await vi.advanceTimersByTimeAsync(10 * second);
      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 10 });
      expect(exporter.collectors[0]?.nextAt).toBeGreaterThan(Date.now());
      expect(source.collections).toBe(1);
      await vi.advanceTimersByTimeAsync(10 * minute);
      expect(source.collections).toBeGreaterThanOrEqual(10);
      expect(source.collections).toBeLessThanOrEqual(12);

      stop.abort();
      const { collections } = source;
      await vi.advanceTimersByTimeAsync(10 * minute);
      expect(source.collections).toBe(collections);
    });

    it('collects a second time at its place in the interval, half an interval later at the earliest', async () => {
      const source = upstream();
      const times: number[] = [];
      source.answer = async () => {
        times.push(performance.now());
        return oneSample('shop_value');
      };
      const exporter = exporterOf(source, schedule);
      await exporter.start(new AbortController().signal, 30 * second);
      await vi.advanceTimersByTimeAsync(5 * minute);

      const [first = 0, second_ = 0, ...others] = times;
      expect(second_ - first).toBeGreaterThanOrEqual(minute / 2);
      expect(second_ - first).toBe(
        nextDelay({ name: 'shop', every: minute, elapsed: 0, failures: 0, retryAfter: 0 }),
      );
      expect(others).toEqual(others.map((_, i) => second_ + (i + 1) * minute));
    });

    it('serves the last result after a failure, says so, and ends at staleAfter', async () => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);
      await exporter.start(new AbortController().signal, 30 * second);
      source.answer = failing;

      await vi.advanceTimersByTimeAsync(1.6 * minute);
      expect(await scrape(exporter)).toEqual({ shop: 1, success: 0, stale: 1, age: 96 });
      await vi.advanceTimersByTimeAsync(0.5 * minute);
      expect(await scrape(exporter)).toEqual({
        shop: undefined,
        success: 0,
        stale: 0,
        age: undefined,
      });
    });

    it('backs off while it fails, and goes back to its interval after a success', async () => {
      const source = upstream();
      source.answer = failing;
      const exporter = exporterOf(source, schedule);
      await exporter.start(new AbortController().signal, 30 * second);
      await vi.advanceTimersByTimeAsync(60 * minute);
      const whileFailing = source.collections;
      source.answer = async () => oneSample('shop_value');
      await vi.advanceTimersByTimeAsync(16 * minute);
      const atRecovery = source.collections;
      await vi.advanceTimersByTimeAsync(10 * minute);

      expect(whileFailing).toBeLessThan(12);
      expect(source.collections - atRecovery).toBeGreaterThanOrEqual(9);
    });

    it('is not disturbed by a clock that goes backwards', async () => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);
      await exporter.start(new AbortController().signal, 30 * second);
      vi.setSystemTime(Date.now() - 24 * 60 * minute);
      await vi.advanceTimersByTimeAsync(5 * second);

      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 5 });
      await vi.advanceTimersByTimeAsync(3 * minute);
      expect(source.collections).toBeGreaterThanOrEqual(3);
    });

    it('does not keep the exporter from being ready for longer than its patience', async () => {
      const source = upstream();
      source.answer = () => new Promise(() => {});
      const exporter = exporterOf(source, schedule);
      let ready = false;
      const started = (async () => {
        await exporter.start(new AbortController().signal, 30 * second);
        ready = true;
      })();

      await vi.advanceTimersByTimeAsync(29 * second);
      expect(ready).toBe(false);
      await vi.advanceTimersByTimeAsync(2 * second);
      expect(ready).toBe(true);
      await started;
    });
  });

  describe('cache', () => {
    const schedule = { when: 'cache', ttl: 30 * second, staleIfError: 15 * minute } as const;

    it('serves a younger result again, with its age', async () => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);

      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 0 });
      await vi.advanceTimersByTimeAsync(29 * second);
      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 29 });
      expect(source.collections).toBe(1);
      await vi.advanceTimersByTimeAsync(2 * second);
      expect(await scrape(exporter)).toEqual({ shop: 1, success: 1, stale: 0, age: 0 });
      expect(source.collections).toBe(2);
    });

    it('serves an older result in place of a failure, as long as staleIfError says', async () => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);
      await scrape(exporter);
      source.answer = failing;

      await vi.advanceTimersByTimeAsync(10 * minute);
      expect(await scrape(exporter)).toEqual({ shop: 1, success: 0, stale: 1, age: 600 });
      await vi.advanceTimersByTimeAsync(6 * minute);
      expect(await scrape(exporter)).toMatchObject({ shop: undefined, success: 0, stale: 0 });
    });

    it.each([401, 403])('serves nothing old after %d', async (status) => {
      const source = upstream();
      const exporter = exporterOf(source, schedule);
      await scrape(exporter);
      source.answer = refusing(status);
      await vi.advanceTimersByTimeAsync(minute);

      expect(await scrape(exporter)).toMatchObject({ shop: undefined, success: 0, stale: 0 });
    });

    it('is filled by an upstream that is slower than a scrape may be', async () => {
      const source = upstream();
      source.answer = async () => {
        await new Promise((resolve) => setTimeout(resolve, 15 * second));
        return oneSample('shop_value');
      };
      const exporter = exporterOf(source, schedule);

      const first = exporter.scrape(everything, 10 * second);
      await vi.advanceTimersByTimeAsync(10 * second + 1);
      expect(valuesOf(await first)).toMatchObject({ shop: undefined, success: 0 });
      await vi.advanceTimersByTimeAsync(10 * second);
      expect(await scrape(exporter)).toMatchObject({ shop: 1, success: 1, age: 20.001 });
      expect(source.collections).toBe(1);
    });

    it('ends a collection by its own timeout, or after a minute', async () => {
      const source = upstream();
      source.answer = () => new Promise(() => {});
      const exporter = exporterOf(source, schedule);

      void exporter.scrape(everything, 10 * second);
      await vi.advanceTimersByTimeAsync(minute - 1);
      expect(exporter.collectors[0]?.history.last).toBeUndefined();
      await vi.advanceTimersByTimeAsync(2);
      expect(exporter.collectors[0]?.history.failures[0]?.error.message).toBe(
        'no result within 60 s',
      );
    });

    it('does not keep a failure', async () => {
      const source = upstream();
      source.answer = failing;
      const exporter = exporterOf(source, schedule);
      await scrape(exporter);
      source.answer = async () => oneSample('shop_value');

      expect(await scrape(exporter)).toMatchObject({ shop: 1, success: 1 });
    });
  });

  it('leaves an upstream alone for as long as its Retry-After says', async () => {
    const source = upstream();
    const exporter = exporterOf(source, { when: 'scrape' });
    source.answer = () =>
      Promise.reject(
        new CollectionError('status', 'answered 429', { status: 429, retryAfter: 90 * second }),
      );
    await scrape(exporter);
    source.answer = async () => oneSample('shop_value');

    await vi.advanceTimersByTimeAsync(minute);
    expect(await scrape(exporter)).toMatchObject({ shop: undefined, success: 0 });
    expect(source.collections).toBe(1);
    expect(exporter.collectors[0]?.history.failures[0]?.error.message).toBe(
      'no request for another 30 s: the last response had Retry-After',
    );
    expect(exporter.collectors[0]?.pause).toBe(30 * second);
    const families = exporter.scrape(everything, second);
    expect(
      (await families).find(({ name }) => name === 'polyprom_collector_retry_after_seconds'),
    ).toMatchObject({ labelValues: ['shop'], values: Float64Array.of(30) });
    await vi.advanceTimersByTimeAsync(31 * second);
    expect(await scrape(exporter)).toMatchObject({ shop: 1, success: 1 });
    expect(exporter.collectors[0]?.pause).toBe(0);
  });

  it('cuts a Retry-After to the longest that is allowed', async () => {
    const source = upstream();
    const exporter = createExporter({
      collectors: [{ name: 'shop', source, schedule: { when: 'scrape' }, metrics: undefined }],
      concurrency: 10,
      maxRetryAfter: 15 * minute,
      logger: memoryLogger(),
    });
    source.answer = () =>
      Promise.reject(
        new CollectionError('status', 'answered 503', {
          status: 503,
          retryAfter: 24 * 60 * minute,
        }),
      );
    await scrape(exporter);

    expect(exporter.collectors[0]?.pause).toBe(15 * minute);
    await vi.advanceTimersByTimeAsync(15 * minute);
    await scrape(exporter);
    expect(source.collections).toBe(2);
  });
});

it('fails a collection that has fewer samples than expected', async () => {
  const exporter = createExporter({
    collectors: [
      {
        name: 'shop',
        source: { collect: async () => oneSample('shop_value') },
        schedule: { when: 'scrape' },
        metrics: undefined,
        expectedSamples: 2,
      },
    ],
    concurrency: 10,
    logger: memoryLogger(),
  });
  await exporter.scrape(everything, 1000);

  const { last } = exporter.collectors[0]!.history;
  expect(last?.ok).toBe(false);
  expect(last?.ok === false && last.error).toMatchObject({
    reason: 'extract',
    message: '1 sample, expected at least 2',
  });
});
