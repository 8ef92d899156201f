import { describe, expect, it } from 'vitest';

import type { Format } from '../../src/exposition/format.ts';
import { canonicalNumber } from '../../src/exposition/number.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { family } from './families.ts';

const FORMAT: Format = { syntax: 'openmetrics', escaping: 'allow-utf-8', contentType: '' };

function page(...families: readonly MetricFamily[]): string {
  return createRenderer().render(families, FORMAT).toString();
}

/** The page of one family without help, without its end. */
function lines(given: Partial<MetricFamily>): string[] {
  const all = page(family({ help: '', ...given })).split('\n');
  expect(all.splice(-2)).toEqual(['# EOF', '']);
  return all;
}

const HISTOGRAM: MetricFamily = {
  name: 'h',
  help: '',
  type: 'histogram',
  labelNames: ['le'],
  labelValues: ['1', '2.50', '1e6', '+Inf', '', ''],
  values: new Float64Array([1, 1, 2, 3, 9.5, 3]),
  suffixes: ['_bucket', '_bucket', '_bucket', '_bucket', '_sum', '_count'],
};

describe('OpenMetrics', () => {
  it('ends every page, also an empty one, with EOF', () => {
    expect(page()).toBe('# EOF\n');
    expect(page(family())).toBe('# HELP m Help.\n# TYPE m gauge\nm 1\n# EOF\n');
  });

  it('escapes quotes in help', () => {
    expect(lines({ help: 'a "b" \\ c\nd' })[0]).toBe(String.raw`# HELP m a \"b\" \\ c\nd`);
  });

  it.each<[string, Partial<MetricFamily>, string[]]>([
    ['a counter', { name: 'x_total', type: 'counter' }, ['# TYPE x counter', 'x_total 1']],
    ['a counter without _total', { name: 'x', type: 'counter' }, ['# TYPE x unknown', 'x 1']],
    [
      'a counter called _total',
      { name: '_total', type: 'counter' },
      ['# TYPE _total unknown', '_total 1'],
    ],
    [
      'a counter below zero',
      { name: 'x_total', type: 'counter', values: new Float64Array([-1]) },
      ['# TYPE x_total unknown', 'x_total -1'],
    ],
    [
      'a counter that is NaN',
      { name: 'x_total', type: 'counter', values: new Float64Array([NaN]) },
      ['# TYPE x_total unknown', 'x_total NaN'],
    ],
    ['an info', { name: 'x_info', type: 'info' }, ['# TYPE x info', 'x_info 1']],
    ['an info without _info', { name: 'x', type: 'info' }, ['# TYPE x unknown', 'x 1']],
    [
      'an info that is not 1',
      { name: 'x_info', type: 'info', values: new Float64Array([2]) },
      ['# TYPE x_info unknown', 'x_info 2'],
    ],
    [
      'a stateset',
      { name: 's', type: 'stateset', labelNames: ['s'], labelValues: ['on'] },
      ['# TYPE s stateset', 's{s="on"} 1'],
    ],
    ['a stateset without its label', { name: 's', type: 'stateset' }, ['# TYPE s unknown', 's 1']],
    [
      'a stateset with a colon in its name',
      { name: 's:t', type: 'stateset', labelNames: ['s:t'], labelValues: ['on'] },
      ['# TYPE s:t unknown', 's:t{"s:t"="on"} 1'],
    ],
    ['an unknown', { type: 'unknown' }, ['# TYPE m unknown', 'm 1']],
    [
      'a UTF-8 counter',
      { name: 'x.y_total', type: 'counter' },
      ['# TYPE "x.y" counter', '{"x.y_total"} 1'],
    ],
  ])('types %s without changing the name of its samples', (_what, given, expected) => {
    expect(lines(given)).toEqual(expected);
  });

  it('quotes UTF-8 names everywhere, with their unit', () => {
    const exemplar = { labelNames: ['id.x'], labelValues: ['é'], value: 0.5, timestamp: 1.5 };
    const utf8 = {
      ...HISTOGRAM,
      name: 'h.\u00fc_s',
      help: 'a "b"',
      unit: 's',
      exemplars: [exemplar, undefined, undefined, undefined, exemplar, exemplar],
    };
    expect(lines(utf8)).toEqual([
      String.raw`# HELP "h.ü_s" a \"b\"`,
      '# TYPE "h.ü_s" histogram',
      '# UNIT "h.ü_s" s',
      '{"h.ü_s_bucket",le="1.0"} 1 # {"id.x"="é"} 0.5 1.5',
      '{"h.ü_s_bucket",le="2.5"} 1',
      '{"h.ü_s_bucket",le="1e+06"} 2',
      '{"h.ü_s_bucket",le="+Inf"} 3',
      '{"h.ü_s_sum"} 9.5',
      '{"h.ü_s_count"} 3',
    ]);
  });

  it('writes bounds canonically', () => {
    expect(lines(HISTOGRAM)).toEqual([
      '# TYPE h histogram',
      'h_bucket{le="1.0"} 1',
      'h_bucket{le="2.5"} 1',
      'h_bucket{le="1e+06"} 2',
      'h_bucket{le="+Inf"} 3',
      'h_sum 9.5',
      'h_count 3',
    ]);
  });

  it.each<[string, Partial<MetricFamily>]>([
    ['whose counts fall', { values: new Float64Array([2, 1, 2, 3, 9.5, 3]) }],
    ['whose count is not its last bucket', { values: new Float64Array([1, 1, 2, 3, 9.5, 4]) }],
    ['whose sum is negative', { values: new Float64Array([1, 1, 2, 3, -1, 3]) }],
    ['whose counts are not whole', { values: new Float64Array([1, 1.5, 2, 3, 1, 3]) }],
    ['without +Inf', { labelValues: ['1', '2', '3', '4', '', ''] }],
    ['whose bounds fall', { labelValues: ['2', '1', '3', '+Inf', '', ''] }],
    ['with a bound twice', { labelValues: ['1', '1.0', '3', '+Inf', '', ''] }],
    ['with a bound below zero', { labelValues: ['-1', '1.0', '3', '+Inf', '', ''] }],
    ['with a bound that is no number', { labelValues: ['a', '1.0', '3', '+Inf', '', ''] }],
    ['with a time on one row only', { timestamps: new Float64Array([1, NaN, 1, 1, 1, 1]) }],
  ])('writes a histogram %s as unknown, by suffix', (_what, given) => {
    const types = lines({ ...HISTOGRAM, ...given }).filter((line) => line.startsWith('#'));
    expect(types).toEqual([
      '# TYPE h_bucket unknown',
      '# TYPE h_count unknown',
      '# TYPE h_sum unknown',
    ]);
  });

  it.each([
    [['-Inf', '0', '+Inf'], '# TYPE h histogram'],
    [['-Inf', '-inf', '+Inf'], '# TYPE h_bucket unknown'],
    [['NaN', '0', '+Inf'], '# TYPE h_bucket unknown'],
  ])('takes the bounds %j of a histogram without a sum for %s', (labelValues, type) => {
    const values = new Float64Array([1, 2, 3]);
    const suffixes = ['_bucket', '_bucket', '_bucket'] as const;
    expect(lines({ ...HISTOGRAM, labelValues, values, suffixes })[0]).toBe(type);
  });

  it.each<[string, string, string[]]>([
    ['x_seconds', 'seconds', ['# UNIT x_seconds seconds']],
    ['x_seconds', 'bytes', []],
    ['seconds', 'seconds', []],
    ['x_a b', 'a b', []],
  ])('gives %s the unit %s only where the name ends in it', (name, unit, expected) => {
    expect(lines({ name, unit }).filter((line) => line.startsWith('# UNIT'))).toEqual(expected);
  });

  it('leaves out the unit of a counter that had to become unknown, and of an info', () => {
    expect(lines({ name: 'x_seconds_total', type: 'counter', unit: 'seconds' })[1]).toBe(
      '# UNIT x_seconds seconds',
    );
    const negative = new Float64Array([-1]);
    const degraded = { name: 'x_seconds_total', unit: 'seconds', values: negative } as const;
    expect(lines({ ...degraded, type: 'counter' })).toHaveLength(2);
    expect(lines({ name: 'x_seconds_info', type: 'info', unit: 'seconds' })).toHaveLength(2);
  });

  it('leaves a counter its type only while nothing else has the rest of its name', () => {
    const counter = family({ name: 'x_total', type: 'counter', help: '' });
    const gauge = family({ name: 'x', help: '' });
    const created = family({ name: 'x_created', help: '' });
    expect(page(counter, gauge)).toContain('# TYPE x_total unknown\n');
    expect(page(counter, created)).toContain('# TYPE x_total unknown\n');
    expect(page(counter)).toContain('# TYPE x counter\n');
  });

  it.each<[what: string, families: Partial<MetricFamily>[], lines: string[]]>([
    [
      'is written in another way than its name',
      [
        { name: 'a.b', labelNames: ['a.b'], labelValues: ['on'] },
        { name: 'a_b', type: 'gauge' },
      ],
      ['# TYPE U__a_2e_b unknown', 'U__a_2e_b{a_b="on"} 1', '# TYPE a_b gauge', 'a_b 1'],
    ],
    [
      'had to give way to another label',
      [{ name: 'a.b', labelNames: ['a.b', 'a_b'], labelValues: ['on', 'x'] }],
      ['# TYPE a_b unknown', 'a_b{U__a_2e_b="on",a_b="x"} 1'],
    ],
    [
      'is written like its name',
      [{ name: 'a.b', labelNames: ['a.b'], labelValues: ['on'] }],
      ['# TYPE a_b stateset', 'a_b{a_b="on"} 1'],
    ],
  ])('looks at the label of a stateset, which %s', (_what, families, expected) => {
    const statesets = families.map((given) => family({ help: '', type: 'stateset', ...given }));
    const format: Format = { ...FORMAT, escaping: 'underscores' };
    const text = createRenderer().render(statesets, format).toString();
    expect(text).toBe(`${expected.join('\n')}\n# EOF\n`);
  });

  it('writes timestamps in seconds', () => {
    expect(lines({ timestamps: new Float64Array([1700000000.1234]) })[1]).toBe(
      'm 1 1700000000.123',
    );
  });

  it.each([
    [0, '0.0'],
    [-0, '0.0'],
    [1, '1.0'],
    [10, '10.0'],
    [0.001, '0.001'],
    [2.5, '2.5'],
    [100_000, '100000.0'],
    [1e6, '1e+06'],
    [1_234_567, '1.234567e+06'],
    [1e10, '1e+10'],
    [1e100, '1e+100'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e-10, '1e-10'],
    [-1.5, '-1.5'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('has %d as %s in a bound', (value, text) => {
    expect(canonicalNumber(value)).toBe(text);
  });
});
