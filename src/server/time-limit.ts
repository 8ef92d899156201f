import type { ScrapeTimes } from '../engine/generation.ts';

/** Decimal or exponent: what Go's `FormatFloat` writes. */
const decimal = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * Milliseconds that a scrape may take: what Prometheus sends in `X-Prometheus-Scrape-Timeout-Seconds`, at
 * most the maximum, less the offset; half of it where the offset would take more than that. A header that is
 * not a number above zero counts as none.
 */
export function timeLimit(
  header: string | undefined,
  { timeout, timeoutOffset, maxTimeout }: ScrapeTimes,
): number {
  const seconds = decimal.test(header ?? '') ? Number(header) : 0;
  if (seconds === 0) return timeout;
  const ms = Math.min(seconds * 1000, maxTimeout);
  return Math.max(ms - timeoutOffset, ms / 2);
}
