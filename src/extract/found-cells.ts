import type { Collection } from './model.ts';
import { ExtractionError } from './extraction.ts';
import type { FamilyBuilder } from './family-builder.ts';

/** Label values that `labelsFrom` may add for each sample that a collection may have, or for each of so many. */
const cellsPerSample = 20;
const fewSamples = 1000;

/**
 * A name that one item has becomes a label of all samples of its family, absent in the others: a document can so
 * ask for much more memory than it has itself.
 *
 * @param more label names that the family is about to get
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
