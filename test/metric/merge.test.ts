import { describe, expect, it } from 'vitest';

import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { createMerger, mergeFamilies } from '../../src/metric/merge.ts';

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

describe('the exemplars of merged families', () => {
  const exemplar: Exemplar = {
    labelNames: ['t'],
    labelValues: ['x'],
    value: 1,
    timestamp: Number.NaN,
  };
  const labelNames = ['a'];

  it('stay with their rows', () => {
    const other = { ...exemplar, value: 2 };
    const { families } = mergeFamilies([
      family({ labelNames, labelValues: ['x'] }),
      family({
        labelNames: ['a'],
        labelValues: ['x', 'y', 'z'],
        values: new Float64Array([1, 2, 3]),
        exemplars: [other, undefined, exemplar],
      }),
    ]);
    expect(families[0]!.exemplars).toEqual([undefined, undefined, exemplar]);
  });

  it('are those of the first family too', () => {
    const { families } = mergeFamilies([
      family({ labelNames, labelValues: ['x'], exemplars: [exemplar] }),
      family({ labelNames, labelValues: ['y'] }),
    ]);
    expect(families[0]!.exemplars).toEqual([exemplar, undefined]);
  });

  it('are no column where there are none', () => {
    const { families } = mergeFamilies([
      family({ labelNames, labelValues: ['x'] }),
      family({ labelNames, labelValues: ['y'] }),
    ]);
    expect(families[0]).not.toHaveProperty('exemplars');
  });
});

describe('createMerger', () => {
  it.each<[string, Partial<MetricFamily>]>([
    ['the same', {}],
    ['other values', { values: new Float64Array([7, 8]) }],
    ['other labels', { labelValues: ['y', 'z'] }],
    ['another label name', { labelNames: ['c'] }],
    ['fewer rows', { labelValues: ['y'], values: new Float64Array([1]) }],
    ['timestamps', { timestamps: new Float64Array([1, 2]) }],
    ['suffixes', { suffixes: ['_sum', '_count'] }],
    [
      'exemplars',
      { exemplars: [undefined, { labelNames: [], labelValues: [], value: 1, timestamp: 2 }] },
    ],
  ])('merges as if for the first time after %s', (_what, change) => {
    const first = family({ labelNames: ['a'], labelValues: ['x'] });
    const second = family({
      labelNames: ['a'],
      labelValues: ['x', 'y'],
      values: new Float64Array([2, 3]),
    });
    const merge = createMerger();
    merge([first, second]);
    const changed = [{ ...first }, { ...second, ...change }];
    expect(merge(changed)).toEqual(mergeFamilies(changed));
    expect(merge([first, second])).toEqual(mergeFamilies([first, second]));
  });

  it('keeps the labels as one object while the series stay the same', () => {
    const merge = createMerger();
    const families = [family({ labelNames: ['a'], labelValues: ['x'] }), family({})];
    const [one] = merge(families).families;
    const [two] = merge(families.map((each) => ({ ...each }))).families;
    expect(two!.labelValues).toBe(one!.labelValues);
  });
});
