import type { z } from 'zod';
import { onScrape, type Schedule } from '../../engine/schedule.ts';
import { always, isMap, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { orShort } from '../../schema/short-form.ts';

const Cache = object({
  ttl: duration()
    .describe('How long a result is reused.')
    .meta({ examples: ['30s'] }),
  staleIfError: duration()
    .optional()
    .describe(
      'Maximum age of a result that is served instead of a failure. After a 401 or 403 none is served. Default: none.',
    )
    .meta({ examples: ['15m'] }),
}).describe(
  'Collects during a scrape, but reuses a result that is recent enough: a duration, or an object with more options.',
);

/** When a collector collects. Without any of these keys, it collects at each scrape. */
export const schedule = {
  interval: duration()
    .optional()
    .describe('Background collection interval. Default: collect during each scrape.')
    .meta({ examples: ['1m'] }),
  staleAfter: duration()
    .optional()
    .describe('With `interval`: maximum age of a result that is served. Default: two intervals.')
    .meta({ examples: ['2m'] }),
  cache: orShort(Cache, {
    pattern: '^([0-9]+([.][0-9]+)?(ms|s|m|h|d|w))+$|\\$\\{',
    read(value, context) {
      const { error } = duration().safeParse(value);
      const [issue] = error?.issues ?? [];
      return issue === undefined ? { ttl: value } : context.fail(issue.message);
    },
  })
    .optional()
    .meta({ examples: ['30s', { ttl: '30s', staleIfError: '15m' }] }),
};

/** Checks the keys of a schedule against each other. */
export function checkSchedule<T>(): z.core.$ZodCheck<T> {
  return always<T>((collector, report) => {
    if (!isMap(collector)) return;
    const { interval, staleAfter, cache } = collector;
    if (interval !== undefined && cache !== undefined) {
      report(['cache'], 'does not go with interval: keep one');
    }
    if (staleAfter !== undefined && interval === undefined) {
      report(['staleAfter'], 'goes with interval only: leave it out, or write interval too');
    }
    if (isLess(staleAfter, interval)) {
      report(['staleAfter'], 'is less than interval: a result would be gone before the next');
    }
    if (!isMap(cache)) return;
    if (isLess(cache['staleIfError'], cache['ttl'])) {
      report(['cache', 'staleIfError'], 'is less than ttl, so it has no effect: write more');
    }
  });
}

function isLess(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && a < b;
}

type ScheduleConfig = { readonly [K in keyof typeof schedule]?: z.output<(typeof schedule)[K]> };

export function scheduleOf({ interval, staleAfter, cache }: ScheduleConfig): Schedule {
  if (interval !== undefined) {
    return { when: 'interval', every: interval, staleAfter: staleAfter ?? 2 * interval };
  }
  if (cache !== undefined) {
    return { when: 'cache', ttl: cache.ttl, staleIfError: cache.staleIfError ?? 0 };
  }
  return onScrape;
}
