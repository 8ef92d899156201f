import * as fc from 'fast-check';

import type { MetricFamily, SampleSuffix } from '../../src/metric/family.ts';
import { exemplarColumns } from './exemplars.ts';

/** Counters that keep all the rules, and so their exemplars. */
const counters: fc.Arbitrary<MetricFamily> = fc
  .record({
    name: fc.constantFrom('c_total', 'c.d_total'),
    values: fc.array(fc.double({ min: 0, noNaN: true }), { minLength: 1, maxLength: 5 }),
  })
  .chain(({ name, values }) =>
    exemplarColumns(values.length).map((column) => ({
      name,
      help: 'Counter.',
      type: 'counter' as const,
      labelNames: ['k'],
      labelValues: values.map((_, row) => `${row}`),
      values: Float64Array.from(values),
      exemplars: column,
    })),
  );

const bounds = fc.uniqueArray(fc.constantFrom('0.005', '.1', '1', '2.50', '10', '1e6', '1e21'), {
  maxLength: 5,
});

/** Histograms that keep all the rules, of one label; some with exemplars. */
const histograms: fc.Arbitrary<MetricFamily> = fc
  .record({
    name: fc.constantFrom('h_seconds', 'h.seconds', 'h_created', 'h'),
    labels: fc.uniqueArray(fc.constantFrom('', 'a', 'b\n', '"'), { minLength: 1 }),
    bounds,
    increments: fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }),
    sum: fc.double({ min: 0, max: 1e9, noNaN: true }),
  })
  .map(({ name, labels, bounds: given, increments, sum }) => {
    const les = [...given.toSorted((a, b) => Number(a) - Number(b)), '+Inf'];
    const counts = les.map((_, i) => increments.slice(0, i + 1).reduce((a, b) => a + b));
    const suffixes: SampleSuffix[] = [...les.map(() => '_bucket' as const), '_sum', '_count'];
    return {
      name,
      help: 'A "histogram" \\ of\nlines.',
      type: 'histogram' as const,
      unit: 'seconds',
      labelNames: ['k', 'le'],
      labelValues: labels.flatMap((label) => [...les, '', ''].flatMap((le) => [label, le])),
      values: Float64Array.from(labels.flatMap(() => [...counts, sum, counts.at(-1)!])),
      suffixes: labels.flatMap(() => suffixes),
    };
  })
  .chain((histogram) =>
    fc
      .option(exemplarColumns(histogram.values.length), { nil: undefined })
      .map((column) => ({ ...histogram, ...(column && { exemplars: column }) })),
  );

/** Families that keep all the rules of their type. */
export const lawfulFamilies = fc.oneof(counters, histograms);
