import { describe, expect, it } from 'vitest';
import { createExporter } from '../../src/engine/exporter.ts';
import { onScrape } from '../../src/engine/schedule.ts';
import { everything, UnknownCollectorError } from '../../src/engine/selection.ts';
import { CollectionError, type Source } from '../../src/engine/source.ts';
import { DecodeError } from '../../src/decode/error.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { hanging, memoryLogger, oneSample, succeeding } from './sources.ts';

function exporterOf(sources: Record<string, Source>, concurrency = 256) {
  const logger = memoryLogger();
  const exporter = createExporter({
    collectors: Object.entries(sources).map(([name, source]) => ({
      name,
      source,
      schedule: onScrape,
      metrics: [`${name}_value`],
    })),
    concurrency,
    logger,
  });
  return { exporter, logger };
}

/** The value of the series whose labels are these, in the order of the family's label names. */
function valueOf(families: readonly MetricFamily[], name: string, ...labels: string[]) {
  const family = families.find((each) => each.name === name);
  if (family === undefined) return undefined;
  const width = family.labelNames.length;
  const row = family.values.findIndex((_, index) =>
    labels.every((label, column) => family.labelValues[index * width + column] === label),
  );
  return family.values[row];
}

describe('a scrape', () => {
  it('has the metrics of every collector and says that they succeeded', async () => {
    const { exporter } = exporterOf({ a: succeeding('a_value'), b: succeeding('b_value') });

    const families = await exporter.scrape(everything, 1000);

    expect(valueOf(families, 'a_value')).toBe(1);
    expect(valueOf(families, 'b_value')).toBe(1);
    expect(valueOf(families, 'polyprom_collector_success', 'a')).toBe(1);
    expect(valueOf(families, 'polyprom_collector_samples', 'b')).toBe(1);
    expect(valueOf(families, 'polyprom_rule_samples', 'a', 'a_value')).toBe(1);
    expect(valueOf(families, 'polyprom_collector_errors_total', 'a', 'timeout')).toBe(0);
    expect(valueOf(families, 'polyprom_samples_skipped_total', 'a', 'null')).toBeUndefined();
    expect(valueOf(families, 'polyprom_collector_retry_after_seconds', 'a')).toBeUndefined();
  });

  const broken: Record<string, [Source, string]> = {
    throws: [
      {
        collect: () => {
          throw new Error('boom');
        },
      },
      'internal',
    ],
    rejects: [{ collect: async () => Promise.reject(new Error('boom')) }, 'internal'],
    'cannot connect': [
      { collect: () => Promise.reject(new CollectionError('connection', 'refused')) },
      'connection',
    ],
    'cannot decode': [{ collect: () => Promise.reject(new DecodeError('1:1 boom')) }, 'decode'],
    'returns rubbish': [
      { collect: () => Promise.resolve(JSON.parse('{"families": 3}')) },
      'internal',
    ],
    'returns nothing': [{ collect: () => Promise.resolve(JSON.parse('null')) }, 'internal'],
    'hangs for ever': [hanging(), 'timeout'],
  };
  it.each(Object.entries(broken))(
    'loses only the metrics of a collector that %s',
    async (_, [source, reason]) => {
      const { exporter, logger } = exporterOf({ good: succeeding('good_value'), bad: source });

      const families = await exporter.scrape(everything, 50);

      expect(valueOf(families, 'good_value')).toBe(1);
      expect(valueOf(families, 'polyprom_collector_success', 'good')).toBe(1);
      expect(valueOf(families, 'polyprom_collector_success', 'bad')).toBe(0);
      expect(valueOf(families, 'polyprom_collector_errors_total', 'bad', reason)).toBe(1);
      expect(logger.lines).toEqual([
        {
          level: 'error',
          message: 'collection failed',
          fields: { collector: 'bad', reason, err: expect.stringMatching(/\S/) },
        },
      ]);
    },
  );

  it('has the metrics of the others when 50 of 500 hang, from the first scrape on', async () => {
    const sources = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `c${i}`,
        i % 10 === 0 ? hanging() : succeeding(`c${i}_value`),
      ]),
    );
    const { exporter } = exporterOf(sources);

    for (let scrape = 1; scrape <= 2; scrape += 1) {
      const families = await exporter.scrape(everything, 300);
      const collected = families.filter(({ name }) => name.endsWith('_value'));
      expect(collected).toHaveLength(450);
    }
  });

  it('starts a collector last that timed out before, so that few slots do not starve the others', async () => {
    const { exporter } = exporterOf({ stuck: hanging(), good: succeeding('good_value') }, 1);

    const first = await exporter.scrape(everything, 50);
    expect(valueOf(first, 'good_value')).toBeUndefined();
    const second = await exporter.scrape(everything, 50);
    expect(valueOf(second, 'good_value')).toBe(1);
  });

  it('refuses a collector that is not configured', async () => {
    const { exporter } = exporterOf({ a: succeeding('a_value') });

    await expect(
      exporter.scrape({ collectors: ['a', 'nobody'], metrics: [] }, 100),
    ).rejects.toThrow(new UnknownCollectorError('there is no collector nobody'));
  });

  it('collects only what is selected', async () => {
    const collected: string[] = [];
    const noting = (name: string): Source => ({
      collect: async () => {
        collected.push(name);
        return oneSample(`${name}_value`);
      },
    });
    const { exporter } = exporterOf({ a: noting('a'), b: noting('b') });

    const byCollector = await exporter.scrape({ collectors: ['a'], metrics: [] }, 100);
    expect(collected).toEqual(['a']);
    expect(valueOf(byCollector, 'polyprom_collector_success', 'b')).toBeUndefined();

    const byMetric = await exporter.scrape({ collectors: [], metrics: ['b_value'] }, 100);
    expect(collected).toEqual(['a', 'b']);
    expect(byMetric.map(({ name }) => name)).toEqual(['b_value']);
  });
});

describe('collections', () => {
  it('are shared by scrapes that come meanwhile, each waiting to its own deadline', async () => {
    let collections = 0;
    const slow: Source = {
      collect: async () => {
        collections += 1;
        await new Promise((resolve) => setTimeout(resolve, 150));
        return oneSample('slow_value');
      },
    };
    const { exporter } = exporterOf({ slow });

    const [patient, hasty] = await Promise.all([
      exporter.scrape(everything, 5000),
      exporter.scrape(everything, 20),
    ]);

    expect(collections).toBe(1);
    expect(valueOf(patient, 'slow_value')).toBe(1);
    expect(valueOf(hasty, 'slow_value')).toBeUndefined();
    expect(valueOf(hasty, 'polyprom_collector_success', 'slow')).toBe(0);
    expect(valueOf(hasty, 'polyprom_collector_errors_total', 'slow', 'timeout')).toBe(0);
  });

  it('that many scrapes wait for are handed out over several turns of the event loop', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const exporter = createExporter({
      collectors: [
        {
          name: 'shop',
          schedule: onScrape,
          metrics: undefined,
          source: { collect: () => promise.then(() => oneSample('shop_orders')) },
        },
      ],
      concurrency: 1,
      logger: memoryLogger(),
    });
    const scrapes = Array.from({ length: 20 }, () => exporter.scrape(everything, 10_000));
    let turns = 0;
    let immediate = setImmediate(function turn() {
      turns += 1;
      immediate = setImmediate(turn);
    });

    resolve();
    await Promise.all(scrapes);
    clearImmediate(immediate);

    expect(turns).toBeGreaterThanOrEqual(19);
  });

  it('are shared by those of the same target and parameters only', async () => {
    const asked: unknown[] = [];
    const probe: Source = {
      collect: async ({ target, params }) => {
        asked.push([target, params]);
        return oneSample('probe_value');
      },
    };
    const { exporter } = exporterOf({ probe });
    const [collector] = exporter.collectors;
    const subjects = [
      {},
      { target: 'a' },
      { target: 'a', params: { x: '1', y: '2' } },
      { target: 'a', params: { y: '2', x: '1' } },
      { target: 'a', params: { x: '2', y: '1' } },
      { target: 'b' },
      { target: 'b' },
    ];

    const outcomes = await Promise.all(subjects.map((each) => collector!.collect(100, each)));

    expect(asked).toEqual([
      [undefined, undefined],
      ['a', undefined],
      ['a', { x: '1', y: '2' }],
      ['a', { x: '2', y: '1' }],
      ['b', undefined],
    ]);
    expect(outcomes[3]).toBe(outcomes[2]);
    await collector!.collect(100, { target: 'b' });
    expect(asked).toHaveLength(6);
  });

  it('go on for a scrape that joins and has more time, whoever began them', async () => {
    let finish: (() => void) | undefined;
    let collections = 0;
    const slow: Source = {
      collect: async ({ signal }) => {
        collections += 1;
        await new Promise<void>((resolve, reject) => {
          finish = resolve;
          signal.addEventListener('abort', () => reject(signal.reason));
        });
        return oneSample('slow_value');
      },
    };
    const { exporter } = exporterOf({ slow });

    const hasty = exporter.scrape(everything, 30);
    const patient = exporter.scrape(everything, 5000);
    const hastier = exporter.scrape(everything, 1);
    const late = await Promise.all([hasty, hastier]);
    finish?.();

    expect(valueOf(await patient, 'slow_value')).toBe(1);
    expect(late.map((families) => valueOf(families, 'slow_value'))).toEqual([undefined, undefined]);
    expect(collections).toBe(1);
  });

  it('end at the timeout of the collector, however long a scrape waits', async () => {
    const logger = memoryLogger();
    const exporter = createExporter({
      collectors: [
        { name: 'slow', source: hanging(), schedule: onScrape, timeout: 20, metrics: undefined },
      ],
      concurrency: 1,
      logger,
    });
    await Promise.all([exporter.scrape(everything, 10_000), exporter.scrape(everything, 20_000)]);

    expect(logger.lines.map(({ fields }) => fields['err'])).toEqual(['no result within 0.02 s']);
  });

  it('say when they found no slot', async () => {
    const { exporter } = exporterOf({ stuck: hanging(), waiting: succeeding('a_value') }, 1);
    await Promise.all(exporter.collectors.map((collector) => collector.collect(40)));

    expect(exporter.collectors[1]?.history.failures[0]?.error.message).toBe(
      'not started within 0.04 s: as many collections as scrape.concurrency allows were under way',
    );
    expect(exporter.collectors.map(({ late }) => late)).toEqual([true, false]);
  });

  it('tell the source that the time is over, and let it say what it was doing', async () => {
    const source: Source = {
      collect: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () =>
            reject(new CollectionError('timeout', 'GET http://slow.test/: no answer')),
          );
        }),
    };
    const { exporter } = exporterOf({ slow: source });
    await exporter.scrape(everything, 20);

    expect(exporter.collectors[0]?.history.failures[0]?.error.message).toBe(
      'GET http://slow.test/: no answer',
    );
  });

  it('are remembered: last failures stay after a recovery, newest first', async () => {
    let calls = 0;
    const flapping: Source = {
      collect: async () => {
        calls += 1;
        if (calls <= 7) throw new Error(`failure ${calls}`);
        return oneSample('flapping_value');
      },
    };
    const { exporter, logger } = exporterOf({ flapping });
    for (let i = 0; i < 8; i += 1) await exporter.scrape(everything, 100);

    const { failures, failingSince, errors } = exporter.collectors[0]!.history;
    expect(failures.map(({ error }) => error.message)).toEqual(
      [7, 6, 5, 4, 3].map((n) => `failure ${n}`),
    );
    expect(failingSince).toBeUndefined();
    expect(errors.get('internal')).toBe(7);
    expect(logger.lines.map(({ message }) => message)).toEqual([
      'collection failed',
      'collection works again',
    ]);
  });
});
