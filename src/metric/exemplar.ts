/**
 * A reference from a sample to data elsewhere, such as the trace of one request that it counted (OpenMetrics 1.0.0,
 * "Exemplars"). Label names are distinct.
 */
export interface Exemplar {
  readonly labelNames: readonly string[];
  /** One for each name. */
  readonly labelValues: readonly string[];
  readonly value: number;
  /** Unix seconds, NaN for none. */
  readonly timestamp: number;
}

/** Maximum length of the names and values of an exemplar's labels together, in code points. */
export const maxExemplarLength = 128;

/** The number of code points in all strings together. */
export function countCodePoints(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) {
    for (const _ of text) count += 1;
  }
  return count;
}

/** Whether these label names and values are short enough for an exemplar. */
export function fitsExemplar(texts: readonly string[]): boolean {
  // A code point is one or two UTF-16 units, so most strings need not be counted.
  const units = texts.reduce((sum, { length }) => sum + length, 0);
  return units <= maxExemplarLength || countCodePoints(texts) <= maxExemplarLength;
}
