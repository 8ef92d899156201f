import * as fc from 'fast-check';

import type { MetricFamily, MetricType, SampleSuffix } from '../../src/metric/family.ts';

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
  fc.constantFrom('x.y', 'x_y', 'x.y_total', 'x_y_total', 'ü_info', 'q"\\\n', '9'),
  fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,8}$/),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
);

const labelNames = fc.oneof(
  fc.constantFrom('k', 'l', 'l.m', 'l_m', 'l:m', 'l€', 'le', 'quantile', 'a', 'ü', '1'),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/),
);

const labelTexts = fc.oneof(
  fc.constantFrom('', '', 'a', 'b', '\\', '"', '\n', '\r', 'a\\nb', '}', ' ', '#', '\u0000'),
  fc.constantFrom('ä', '€', '😀', '\ud800', 'x\udc00y', '1', '+Inf', '0.5', '1e6', '-0'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** Numbers of each kind that are written differently. */
export const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 1e21, 1e-7, 5e-324, 0.1 + 0.2),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
  fc.double(),
);

const times = fc.oneof(
  fc.constantFrom(NaN, 0, 1.5, -2.25, 1e300, Infinity, 1700000000.123),
  fc.double({ min: 0, max: 2e9 }),
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
  };
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: ['name', 'help', 'type', 'labelNames', 'labelValues', 'values'] },
  );
}

/** Any family, sense or none; some of several blocks, with the same rows again and again. */
export const families: fc.Arbitrary<MetricFamily> = fc
  .record({ names: fc.uniqueArray(labelNames, { maxLength: 4 }), rows: fc.nat({ max: 6 }) })
  .chain(familyOf)
  .chain((small) => fc.constantFrom(1, 1, 1, 1, 99).map((count) => repeat(small, count)));

function repeat(once: MetricFamily, count: number): MetricFamily {
  const many = Array.from({ length: count });
  const { suffixes, timestamps } = once;
  return {
    ...once,
    labelValues: many.flatMap(() => once.labelValues),
    values: Float64Array.from(many.flatMap(() => [...once.values])),
    ...(suffixes && { suffixes: many.flatMap(() => suffixes) }),
    ...(timestamps && { timestamps: Float64Array.from(many.flatMap(() => [...timestamps])) }),
  };
}
