import type { Collection } from './model.ts';
import { ExtractionError } from './extraction.ts';
import type { FamilyBuilder } from './family-builder.ts';

/** Maximum number of label values that `labelsFrom` adds per allowed sample, and the minimum number of samples that this is computed for. */
const cellsPerSample = 20;
const fewSamples = 1000;

/**
 * A name in one item becomes a label of all samples of its family, so a small document could otherwise allocate a lot
 * of memory.
 *
 * @param more the number of label names that are added to the family
 * @throws ExtractionError when `labelsFrom` adds more label values than the samples allow
 */
export function checkFoundCells(
  { builders, plan: { metrics, limits } }: Collection,
  builder: FamilyBuilder,
  more: number,
): void {
  let cells = (builder.rows + 1) * more;
  for (const [number, { rows, labelNames }] of builders.entries()) {
    cells += rows * (labelNames.length - (metrics[number]?.labelNames.length ?? 0));
  }
  if (cells <= Math.max(limits.samples, fewSamples) * cellsPerSample) return;
  throw new ExtractionError(
    `${builder.definition.name}: labelsFrom adds ${cells} label values, absent ones included, more than ` +
      `${cellsPerSample} for each of limits.samples (${limits.samples}): allow fewer names, or raise limits.samples`,
  );
}
