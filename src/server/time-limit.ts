import type { ScrapeTimes } from '../engine/generation.ts';

/**
 * Milliseconds that a scrape may take: what Prometheus says in `X-Prometheus-Scrape-Timeout-Seconds`,
 * less the offset; half of it where the offset would take more than that.
 */
export function timeLimit(
  header: string | undefined,
  { timeout, timeoutOffset }: ScrapeTimes,
): number {
  const seconds = Number(header);
  if (header === undefined || !Number.isFinite(seconds) || seconds <= 0) return timeout;
  return Math.max(seconds * 1000 - timeoutOffset, seconds * 500);
}
