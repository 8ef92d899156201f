import { ExtractionError } from '../extract/extraction.ts';
import type { ExtractionLimits } from '../extract/definition.ts';
import type { Page } from './merge-pages.ts';

/**
 * The samples so far with those of a page.
 *
 * @throws ExtractionError when they are more than the limits allow, or a label value is longer
 */
export function countWithinLimits(
  { path, families }: Page,
  before: number,
  { samples, labelValueLength }: ExtractionLimits,
): number {
  let count = before;
  for (const { name, values, labelValues } of families) {
    count += values.length;
    if (count > samples) {
      throw new ExtractionError(
        `${path}: more than ${samples} samples, ${values.length} of them of ${name}: raise limits.samples, or leave metrics out by \`drop\``,
      );
    }
    const long = labelValues.find((value) => value.length > labelValueLength);
    if (long !== undefined) {
      throw new ExtractionError(
        `${path}: ${name} has a label value of ${long.length} characters, more than ${labelValueLength}: raise limits.labelValueLength, or leave it out by \`drop\``,
      );
    }
  }
  return count;
}
