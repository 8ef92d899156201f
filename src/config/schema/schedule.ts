import type { z } from 'zod';
import { onScrape, type Schedule } from '../../engine/schedule.ts';
import { always, isMap, object } from '../../schema/containers.ts';
import { duration } from '../../schema/duration.ts';
import { orShort } from '../../schema/short-form.ts';

const Cache = object({
  ttl: duration()
    .describe('How long a result is served again.')
    .meta({ examples: ['30s'] }),
  staleIfError: duration()
    .optional()
    .describe(
      'How old a result may be that is served in place of a failure, never after 401 or 403. Left out: none is.',
    )
    .meta({ examples: ['15m'] }),
}).describe(
  'Collects when a scrape asks, but serves a younger result again: a duration, or a map that says more.',
);

/** When a collector collects; with none of these keys at each scrape. */
export const schedule = {
  interval: duration()
    .optional()
    .describe('Collects in the background, so often. Left out: when a scrape asks.')
    .meta({ examples: ['1m'] }),
  staleAfter: duration()
    .optional()
    .describe('With `interval`: how old a result may be that is served. Left out: two intervals.')
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

/** What the keys of a schedule say together. */
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
