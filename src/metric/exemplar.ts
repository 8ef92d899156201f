/**
 * What a sample points at outside of the page, such as the trace of one request that it counted
 * (OpenMetrics 1.0.0, "Exemplars"). Names are distinct.
 */
export interface Exemplar {
  readonly labelNames: readonly string[];
  /** As many as names. */
  readonly labelValues: readonly string[];
  readonly value: number;
  /** Unix seconds, NaN for none. */
  readonly timestamp: number;
}

/** What the names and values of an exemplar's labels may have together, in code points. */
export const maxExemplarLength = 128;

/** The code points of all texts together. */
export function countCodePoints(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) {
    for (const _ of text) count += 1;
  }
  return count;
}

/** Whether an exemplar may have labels of these names and values. */
export function fitsExemplar(texts: readonly string[]): boolean {
  // A code point is one or two units of UTF-16, so most need no count.
  const units = texts.reduce((sum, { length }) => sum + length, 0);
  return units <= maxExemplarLength || countCodePoints(texts) <= maxExemplarLength;
}
