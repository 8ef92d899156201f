import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createExporter } from '../../src/engine/exporter.ts';
import { everything } from '../../src/engine/selection.ts';
import type { Schedule } from '../../src/engine/schedule.ts';
import type { Source } from '../../src/engine/source.ts';
import { memoryLogger, oneSample } from './sources.ts';

const second = 1000;
const scrapeTime = 10 * second;

/** What a collector does: takes so many milliseconds, or for ever. */
interface Behaviour {
  readonly takes: number;
  readonly schedule: Schedule;
}

interface Start {
  readonly scrape: number;
  readonly name: string;
}

/** Scrapes some times, and tells which collectors had a result, and which began when. */
async function scrapes(
  behaviours: Readonly<Record<string, Behaviour>>,
  concurrency: number,
  pauses: readonly number[],
) {
  const starts: Start[] = [];
  let number = 0;
  const collectors = Object.entries(behaviours).map(([name, { takes, schedule }]) => {
    const source: Source = {
      collect: async () => {
        starts.push({ scrape: number, name });
        if (takes === Infinity) return new Promise(() => {});
        await new Promise((resolve) => setTimeout(resolve, takes));
        return oneSample(`${name}_value`);
      },
    };
    return { name, source, schedule, metrics: undefined };
  });
  const exporter = createExporter({ collectors, concurrency, logger: memoryLogger() });
  const succeeded: ReadonlySet<string>[] = [];
  const lateBefore: ReadonlySet<string>[] = [];
  for (const pause of pauses) {
    lateBefore.push(new Set(exporter.collectors.filter((c) => c.late).map((c) => c.name)));
    const scrape = exporter.scrape(everything, scrapeTime);
    await vi.advanceTimersByTimeAsync(scrapeTime + 1);
    const families = await scrape;
    succeeded.push(
      new Set(
        families.map(({ name }) => name.replace(/_value$/, '')).filter((n) => n in behaviours),
      ),
    );
    await vi.advanceTimersByTimeAsync(pause);
    number += 1;
  }
  return { starts, succeeded, lateBefore };
}

const onScrape = { when: 'scrape' } as const;
const cached = { when: 'cache', ttl: 1, staleIfError: 0 } as const;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date', 'performance'],
  });
  vi.advanceTimersByTime(second);
});
afterEach(() => {
  vi.useRealTimers();
});

it('with three slots, six hanging collectors do not cost six good ones their metrics', async () => {
  const names = Array.from({ length: 6 }, (_, i) => i);
  const { succeeded } = await scrapes(
    Object.fromEntries([
      ...names.map((i) => [`bad${i}`, { takes: Infinity, schedule: onScrape }] as const),
      ...names.map((i) => [`good${i}`, { takes: 100, schedule: onScrape }] as const),
    ]),
    3,
    [1, 1, 1, 1, 1],
  );

  expect(succeeded.slice(2).map((names_) => names_.size)).toEqual([6, 6, 6]);
});

it.each([
  [3, true],
  [6, false],
])(
  'a collector that hung after %d of 10 s in the queue is judged late: %s',
  async (seconds, isLate) => {
    const { lateBefore } = await scrapes(
      {
        slow: { takes: seconds * second, schedule: onScrape },
        waiting: { takes: Infinity, schedule: onScrape },
      },
      1,
      [1, 1],
    );

    expect(lateBefore[1]?.has('waiting')).toBe(isLate);
  },
);

it('a collector is not started when its time is nearly over', async () => {
  const { starts } = await scrapes(
    {
      slow: { takes: 9.8 * second, schedule: onScrape },
      waiting: { takes: 10, schedule: onScrape },
    },
    1,
    [1],
  );

  expect(starts.map(({ name }) => name)).toEqual(['slow']);
});

const hanging = fc.record({
  takes: fc.constant(Infinity),
  schedule: fc.constantFrom<Schedule>(onScrape, cached),
});
const good = fc.record({
  takes: fc.integer({ min: 0, max: 300 }),
  schedule: fc.constant<Schedule>(onScrape),
});
const worlds = fc
  .record({
    concurrency: fc.integer({ min: 1, max: 5 }),
    bad: fc.array(hanging, { maxLength: 8 }),
    well: fc.array(good, { minLength: 1, maxLength: 8 }),
    pauses: fc.array(fc.integer({ min: 0, max: 20 * second }), { minLength: 8, maxLength: 8 }),
    order: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
  })
  .map(({ concurrency, bad, well, pauses, order }) => ({
    concurrency,
    pauses: [
      ...Array.from({ length: warmUps(bad.length, concurrency) }, () => 60 * second),
      ...pauses,
    ],
    behaviours: Object.fromEntries(
      [
        ...bad.map((each, i) => [`bad${i}`, each] as const),
        ...well.map((each, i) => [`good${i}`, each] as const),
      ].toSorted((a, b) => position(order, a[0]) - position(order, b[0])),
    ),
  }));

/** Scrapes after which each hanging collector has held a slot for long enough to be known. */
function warmUps(bad: number, concurrency: number): number {
  return Math.ceil(bad / concurrency) + 1;
}

function position(order: readonly number[], name: string): number {
  return order[Number(name.replace(/\D/g, '')) * 2 + Number(name.startsWith('bad'))] ?? 0;
}

it('a good collector always gets a slot once the hanging ones are known', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ concurrency, pauses, behaviours }) => {
      // One slot alone is blocked by a cached collection that hangs on after the scrape.
      fc.pre(
        concurrency > 1 || Object.values(behaviours).every((b) => b.schedule.when === 'scrape'),
      );
      const { succeeded } = await scrapes(behaviours, concurrency, pauses);
      const wells = Object.keys(behaviours).filter((name) => name.startsWith('good'));
      for (const names of succeeded.slice(-8)) {
        expect(wells.filter((name) => !names.has(name))).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

it('a collector that timed out the last time starts last', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ concurrency, pauses, behaviours }) => {
      const { starts, lateBefore } = await scrapes(behaviours, concurrency, pauses);
      for (const [scrape, late] of lateBefore.entries()) {
        const names = starts.filter((start) => start.scrape === scrape).map(({ name }) => name);
        const firstLate = names.findIndex((name) => late.has(name));
        if (firstLate === -1) continue;
        expect(names.slice(firstLate).filter((name) => !late.has(name))).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

it('hanging collectors take turns, so that one that works again is found', async () => {
  const behaviours = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`bad${i}`, { takes: Infinity, schedule: onScrape }]),
  );
  const { starts } = await scrapes(
    behaviours,
    2,
    Array.from({ length: 12 }, () => 1),
  );

  const late = starts.filter(({ scrape }) => scrape >= 4).map(({ name }) => name);
  for (const name of Object.keys(behaviours)) {
    expect(late.filter((started) => started === name).length).toBeGreaterThanOrEqual(1);
  }
});
