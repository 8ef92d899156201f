import * as fc from 'fast-check';

import type { MetricFamily, MetricType, SampleSuffix } from '../../src/metric/family.ts';
import { labelNames, labelTexts, numbers, times } from './cells.ts';
import { exemplarColumns } from './exemplars.ts';
import { lawfulFamilies } from './lawful-families.ts';

/** A family of one sample, but for what is given. */
export function family(given: Partial<MetricFamily> = {}): MetricFamily {
  return {
    name: 'm',
    help: 'Help.',
    type: 'gauge',
    labelNames: [],
    labelValues: [],
    values: new Float64Array([1]),
    ...given,
  };
}

const TYPES: readonly MetricType[] = [
  'gauge',
  'counter',
  'info',
  'stateset',
  'unknown',
  'histogram',
  'summary',
];

/** Names that clash on purpose: with each other once escaped, and with what OpenMetrics makes of them. */
const metricNames = fc.oneof(
  fc.constantFrom('a', 'a_total', 'a_created', 'a_info', 'b_seconds', 'b_seconds_total', 'c:d_e'),
  fc.constantFrom(
    'x.y',
    'x_y',
    'x.y_total',
    'x_y_total',
    'x.y.sum',
    'x_y_count',
    'ü_info',
    'q"\\\n',
    '9',
  ),
  fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
);

const helps = fc.oneof(
  fc.constantFrom('', 'Help.', 'a "b" \\ c\nd', 'ü', ' '),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const SUFFIXES: readonly SampleSuffix[] = ['', '_bucket', '_count', '_sum'];

interface Shape {
  readonly names: readonly string[];
  readonly rows: number;
}

function familyOf({ names, rows }: Shape): fc.Arbitrary<MetricFamily> {
  const cells = names.length * rows;
  const required = {
    name: metricNames,
    help: helps,
    type: fc.constantFrom(...TYPES),
    labelNames: fc.constant(names.toSorted()),
    labelValues: fc.array(labelTexts, { minLength: cells, maxLength: cells }),
    values: fc
      .array(numbers, { minLength: rows, maxLength: rows })
      .map((list) => Float64Array.from(list)),
  };
  const optional = {
    unit: fc.constantFrom('seconds', 'y', 's'),
    suffixes: fc.array(fc.constantFrom(...SUFFIXES), { minLength: rows, maxLength: rows }),
    timestamps: fc
      .array(times, { minLength: rows, maxLength: rows })
      .map((list) => Float64Array.from(list)),
    exemplars: exemplarColumns(rows),
  };
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: ['name', 'help', 'type', 'labelNames', 'labelValues', 'values'] },
  );
}

/** Sense or none. */
const anyFamilies: fc.Arbitrary<MetricFamily> = fc
  .record({ names: fc.uniqueArray(labelNames, { maxLength: 4 }), rows: fc.nat({ max: 6 }) })
  .chain(familyOf);

/** Any family; some of several blocks, with the same rows again and again. */
export const families: fc.Arbitrary<MetricFamily> = fc
  .oneof({ weight: 3, arbitrary: anyFamilies }, { weight: 2, arbitrary: lawfulFamilies })
  .chain((small) => fc.constantFrom(1, 1, 1, 1, 99).map((count) => repeat(small, count)));

function repeat(once: MetricFamily, count: number): MetricFamily {
  const many = Array.from({ length: count });
  const { suffixes, timestamps, exemplars: column } = once;
  return {
    ...once,
    labelValues: many.flatMap(() => once.labelValues),
    values: Float64Array.from(many.flatMap(() => [...once.values])),
    ...(suffixes && { suffixes: many.flatMap(() => suffixes) }),
    ...(timestamps && { timestamps: Float64Array.from(many.flatMap(() => [...timestamps])) }),
    ...(column && { exemplars: many.flatMap(() => column) }),
  };
}
