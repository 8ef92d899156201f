import { expect, it } from 'vitest';
import { withoutClashes } from '../../src/metric/clash.ts';
import type { MetricFamily } from '../../src/metric/family.ts';

const histogram: MetricFamily = {
  name: 'foo',
  help: 'Foo.',
  type: 'histogram',
  labelNames: ['le', 'site'],
  labelValues: ['+Inf', 'a', '', 'a', '', 'a', '+Inf', '', '', '', '', ''],
  values: Float64Array.of(3, 1, 3, 2, 1, 2),
  suffixes: ['_bucket', '_sum', '_count', '_bucket', '_sum', '_count'],
};

function gauge(name: string, labelNames: readonly string[], ...texts: string[]): MetricFamily {
  const rows = texts.length / labelNames.length;
  const values = Float64Array.from({ length: rows }, (_, row) => row + 10);
  return { name, help: 'Bar.', type: 'gauge', labelNames, labelValues: texts, values };
}

it('hands families on that have no sample in common', () => {
  const families = [
    histogram,
    gauge('foo_total', ['site'], 'a'),
    gauge('foo_counts', ['site'], 'a'),
  ];

  expect(withoutClashes(families)).toBe(families);
});

it('leaves out the rows that a histogram has, whatever the order of labels and families', () => {
  const count = gauge('foo_count', ['site', 'x'], 'a', '', 'b', '', '', '', 'a', 'x');
  const [first, second] = withoutClashes([count, histogram]);

  expect(second).toBe(histogram);
  expect(first).toEqual({
    ...count,
    labelValues: ['b', '', 'a', 'x'],
    values: Float64Array.of(11, 13),
  });
});

it('keeps the family where the names are the same and no labels are', () => {
  const sum = gauge('foo_sum', ['site'], 'b', 'c');

  expect(withoutClashes([histogram, sum])[1]).toBe(sum);
});

it('looks at buckets by their bound, and at a summary too', () => {
  const summary: MetricFamily = {
    name: 'bar',
    help: 'Bar.',
    type: 'summary',
    labelNames: ['quantile'],
    labelValues: ['0.5', '', ''],
    values: Float64Array.of(1, 2, 3),
    suffixes: ['', '_sum', '_count'],
  };
  const families = [
    gauge('bar_sum', ['x'], '', 'a'),
    gauge('foo_bucket', ['le', 'site'], '1', 'a', '+Inf', 'a'),
    histogram,
    summary,
  ];

  expect(withoutClashes(families).map(({ labelValues }) => labelValues)).toEqual([
    ['a'],
    ['1', 'a'],
    histogram.labelValues,
    summary.labelValues,
  ]);
});
