import { ExtractionError } from '../extract/extraction.ts';
import type { ExtractionLimits } from '../extract/definition.ts';
import type { MetricFamily } from '../metric/family.ts';

/** The totals of a collection's pages so far. */
export interface PageCount {
  readonly families: number;
  readonly samples: number;
  /** Label values, including absent ones. */
  readonly cells: number;
}

/** Maximum number of label values per allowed sample, and the minimum number of samples that this is computed for. */
const cellsPerSample = 20;
const fewSamples = 1000;

/** A family without labels costs as much memory and time as ten samples. */
const samplesPerFamily = 10;

/**
 * What there was so far with that of a page.
 *
 * @throws ExtractionError when it is more than the limits allow, or a label value is longer
 */
export function countWithinLimits(
  { path, families }: { readonly path: string; readonly families: readonly MetricFamily[] },
  before: PageCount,
  { samples, labelValueLength }: ExtractionLimits,
): PageCount {
  const count = { ...before, families: before.families + families.length };
  checkFamilies(count.families, samples, path);
  for (const { name, values, labelValues } of families) {
    count.samples += values.length;
    if (count.samples > samples) {
      throw new ExtractionError(
        `${path}: more than ${samples} samples, ${values.length} of them of ${name}: raise limits.samples, or leave metrics out by \`drop\``,
      );
    }
    count.cells += labelValues.length;
    checkCells(count.cells, samples, `${path}: with ${name}`);
    const long = labelValues.find((value) => value.length > labelValueLength);
    if (long !== undefined) {
      throw new ExtractionError(
        `${path}: ${name} has a label value of ${long.length} characters, more than ${labelValueLength}: raise limits.labelValueLength, or leave it out by \`drop\``,
      );
    }
  }
  return count;
}

function checkFamilies(families: number, samples: number, path: string): void {
  const most = Math.max(samples / samplesPerFamily, fewSamples);
  if (families <= most) return;
  throw new ExtractionError(
    `${path}: with it there are ${families} metrics, more than ${Math.floor(most)} (one for ${samplesPerFamily} of limits.samples): leave metrics out by \`drop\`, or raise limits.samples`,
  );
}

/** @param what where they are too many. @throws ExtractionError when they are */
export function checkCells(cells: number, samples: number, what: string): void {
  const most = Math.max(samples, fewSamples) * cellsPerSample;
  if (cells <= most) return;
  throw new ExtractionError(
    `${what} there are ${cells} label values, absent ones included, more than ${most} (${cellsPerSample} for each of limits.samples): leave metrics out by \`drop\`, or raise limits.samples`,
  );
}
