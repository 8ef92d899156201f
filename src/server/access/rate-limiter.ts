import type { Clock } from '../../engine/clock.ts';

/**
 * A token bucket like `golang.org/x/time/rate`: it starts full with `burst` tokens and gains one every `interval`
 * milliseconds. A burst of 0 allows nothing.
 */
export function createRateLimiter(
  { interval, burst }: { readonly interval: number; readonly burst: number },
  clock: Pick<Clock, 'monotonic'>,
): () => boolean {
  let tokens = burst;
  let last = clock.monotonic();
  return function allow() {
    const now = clock.monotonic();
    tokens = Math.min(burst, tokens + (now - last) / interval);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
