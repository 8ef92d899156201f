import * as fc from 'fast-check';

import type { Exemplar } from '../../src/metric/exemplar.ts';
import { labelNames, labelTexts, numbers, times } from './cells.ts';

/** Some too long for a page, in units or in code points. */
const exemplarTexts = fc.oneof(
  labelTexts,
  fc.integer({ min: 60, max: 130 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 60, max: 130 }).map((length) => '😀'.repeat(length)),
);

const exemplars: fc.Arbitrary<Exemplar> = fc
  .uniqueArray(fc.oneof(fc.constantFrom('trace_id', 'span_id'), labelNames), { maxLength: 3 })
  .chain((names) =>
    fc.record({
      labelNames: fc.constant(names),
      labelValues: fc.array(exemplarTexts, { minLength: names.length, maxLength: names.length }),
      value: numbers,
      timestamp: times,
    }),
  );

/** An exemplar, or none, for each of so many rows. */
export function exemplarColumns(rows: number): fc.Arbitrary<(Exemplar | undefined)[]> {
  const one = fc.option(exemplars, { nil: undefined });
  return fc.array(one, { minLength: rows, maxLength: rows });
}
