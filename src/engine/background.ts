import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import { timerDelay } from './deadline.ts';
import { defaultTimeout, nextDelay, type InBackground } from './schedule.ts';
import { after } from './scrape.ts';

/** Starts the background work of collectors. Resolves once each was tried, or after `patience` milliseconds. */
export async function startCollectors(
  collectors: readonly Collector[],
  clock: Clock,
  patience: number,
): Promise<void> {
  const tried = collectors.map(async (collector) => {
    const { source, schedule, background } = collector;
    await source.start?.(background);
    if (schedule.when === 'interval') await collectEvery(collector, schedule, clock);
  });
  const late = after(patience, () => undefined);
  await Promise.race([Promise.all(tried), late.done]).finally(() => late.clear());
}

/**
 * Collects immediately and then repeatedly until the collector is stopped, never concurrently.
 *
 * @returns resolves after the first collection
 */
async function collectEvery(
  collector: Collector,
  { every }: InBackground,
  clock: Clock,
): Promise<void> {
  const { background: signal } = collector;
  const first = clock.monotonic();
  const within = Math.min(every, defaultTimeout);
  await collector.collect(within);
  plan();

  function plan(): void {
    if (signal.aborted) return;
    const delay = nextDelay({
      name: collector.name,
      every,
      elapsed: clock.monotonic() - first,
      failures: collector.history.failuresInRow,
      retryAfter: collector.pause,
    });
    collector.nextAt = clock.now() + delay;
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      collector.nextAt = undefined;
      void collector.collect(within).then(plan);
    }, timerDelay(delay));
    const stop = () => clearTimeout(timer);
    signal.addEventListener('abort', stop, { once: true });
  }
}
