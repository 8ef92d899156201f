/** Of requests, in milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

export function figuresOf(milliseconds: readonly number[], failed: number): Latencies {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? sorted.at(-1) ?? 0;
  return { count: sorted.length, failed, p50: at(0.5), p99: at(0.99), worst: sorted.at(-1) ?? 0 };
}
