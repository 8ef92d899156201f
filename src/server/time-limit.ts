import type { ScrapeTimes } from '../engine/generation.ts';

/** Decimal or exponent notation, as written by Go's `FormatFloat`. */
const decimal = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * Timeout of a scrape in milliseconds: the value that Prometheus sends in `X-Prometheus-Scrape-Timeout-Seconds`,
 * limited to the maximum, minus the offset. At most half of it is subtracted. A header that is not a number above
 * zero is ignored.
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
