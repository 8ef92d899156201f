import { describe, expect, it } from 'vitest';

import type { MetricFamily } from '../../src/metric/family.ts';
import { mergeFamilies } from '../../src/metric/merge.ts';

function family(given: Partial<MetricFamily>): MetricFamily {
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

function histogram(les: readonly string[], count: number): MetricFamily {
  return family({
    type: 'histogram',
    labelNames: ['le'],
    labelValues: [...les, ''],
    values: Float64Array.from([...les, ''], () => count),
    suffixes: [...les.map(() => '_bucket' as const), '_count'],
  });
}

describe('mergeFamilies', () => {
  it('hands on families of distinct names, sorted, as the same objects', () => {
    const [b, a] = [family({ name: 'b' }), family({ name: 'a' })];
    const merged = mergeFamilies([b, a]);
    expect(merged.families[0]).toBe(a);
    expect(merged.families[1]).toBe(b);
    expect(merged.duplicates).toBe(0);
  });

  it('puts the rows of one name together under the labels of all, and the first help and type', () => {
    const { families, duplicates } = mergeFamilies([
      family({
        help: 'First.',
        labelNames: ['b'],
        labelValues: ['1', '2'],
        values: new Float64Array([1, 2]),
      }),
      family({ help: 'Other.', type: 'counter', labelNames: ['a', 'b'], labelValues: ['x', '1'] }),
    ]);
    expect(families).toEqual([
      family({
        help: 'First.',
        labelNames: ['a', 'b'],
        labelValues: ['', '1', '', '2', 'x', '1'],
        values: new Float64Array([1, 2, 1]),
      }),
    ]);
    expect(duplicates).toBe(0);
  });

  it('leaves out series that an earlier family has, with or without an empty label', () => {
    const { families, duplicates } = mergeFamilies([
      family({ labelNames: ['a'], labelValues: ['x', ''], values: new Float64Array([1, 2]) }),
      family({ values: new Float64Array([3]) }),
      family({ labelNames: ['a'], labelValues: ['x', 'y'], values: new Float64Array([4, 5]) }),
    ]);
    expect([...families[0]!.values]).toEqual([1, 2, 5]);
    expect(duplicates).toBe(2);
  });

  it('leaves out a whole histogram, not some of its buckets', () => {
    const { families, duplicates } = mergeFamilies([
      histogram(['1', '+Inf'], 1),
      histogram(['2', '+Inf'], 2),
    ]);
    expect(families[0]!.labelValues).toEqual(['1', '+Inf', '']);
    expect(families[0]!.suffixes).toEqual(['_bucket', '_bucket', '_count']);
    expect(duplicates).toBe(3);
  });

  it('keeps timestamps where only one family has them', () => {
    const { families } = mergeFamilies([
      family({ labelNames: ['a'], labelValues: ['x'] }),
      family({ labelNames: ['a'], labelValues: ['y'], timestamps: new Float64Array([5]) }),
    ]);
    expect(families[0]!.timestamps).toEqual(new Float64Array([NaN, 5]));
  });
});
