import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import { timerDelay } from './deadline.ts';
import { defaultTimeout, nextDelay, type InBackground } from './schedule.ts';

/**
 * Collects immediately and then repeatedly until `signal` fires, never concurrently.
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
