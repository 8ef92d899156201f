/**
 * Milliseconds that `Retry-After` asks for: seconds, or a date (RFC 9110 section 10.2.3). Undefined when
 * it is not there or not readable.
 *
 * @param now unix milliseconds
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
