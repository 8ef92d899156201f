import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import { nextDelay, type InBackground } from './schedule.ts';

/** Milliseconds of a collection in the background that has no timeout of its own. */
const longestCollection = 60_000;

/** Timers of Node.js take no more. */
const longestTimer = 2 ** 31 - 1;

/**
 * Collects at once, then again and again until `signal` fires, never twice at a time.
 *
 * @returns resolves after the first collection
 */
export async function collectEvery(
  collector: Collector,
  { every }: InBackground,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const first = clock.monotonic();
  const within = Math.min(every, longestCollection);
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
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        collector.nextAt = undefined;
        void collector.collect(within).then(plan);
      },
      Math.min(delay, longestTimer),
    );
    const stop = () => clearTimeout(timer);
    signal.addEventListener('abort', stop, { once: true });
  }
}
