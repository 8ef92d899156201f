import { describe, expect, it } from 'vitest';

import { textFormat, type Escaping } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily, MetricType } from '../../src/metric/family.ts';
import { family } from './families.ts';

function page(families: readonly MetricFamily[], escaping: Escaping = 'underscores'): string {
  return createRenderer()
    .render(families, { ...textFormat, escaping })
    .toString();
}

function lines(given: Partial<MetricFamily>, escaping?: Escaping): string[] {
  return page([family(given)], escaping)
    .trimEnd()
    .split('\n');
}

describe('the text format', () => {
  it('gives an empty page for no families, and nothing for a family without rows', () => {
    expect(page([])).toBe('');
    expect(page([family({ values: new Float64Array() })])).toBe('');
  });

  it('sorts families by code units and ends in a newline', () => {
    const names = ['b', 'B', 'a_b', 'aB', 'a'].map((name) => family({ name, help: '' }));
    expect(page(names)).toBe(
      ['B', 'a', 'aB', 'a_b', 'b'].map((name) => `# TYPE ${name} gauge\n${name} 1\n`).join(''),
    );
  });

  it.each<[MetricType, string]>([
    ['gauge', 'gauge'],
    ['counter', 'counter'],
    ['histogram', 'histogram'],
    ['summary', 'summary'],
    ['info', 'gauge'],
    ['stateset', 'gauge'],
    ['unknown', 'untyped'],
  ])('calls %s %s', (type, word) => {
    expect(lines({ type })[1]).toBe(`# TYPE m ${word}`);
  });

  it.each([
    ['plain', '# HELP m plain'],
    ['a\\b', '# HELP m a\\\\b'],
    ['two\nlines', '# HELP m two\\nlines'],
    ['"quoted"', '# HELP m "quoted"'],
    ['ünïcode ', '# HELP m ünïcode '],
    ['', '# TYPE m gauge'],
  ])('writes the help %j as %j', (help, line) => {
    expect(lines({ help })[0]).toBe(line);
  });

  it.each([
    ['a', 'm{l="a"} 1'],
    ['', 'm 1'],
    ['a\\b', String.raw`m{l="a\\b"} 1`],
    ['"', String.raw`m{l="\""} 1`],
    ['\n', String.raw`m{l="\n"} 1`],
    ['\\n', String.raw`m{l="\\n"} 1`],
    ['ü"\n', String.raw`m{l="ü\"\n"} 1`],
    ['\r\t}', 'm{l="\r\t}"} 1'],
    ['😀', 'm{l="😀"} 1'],
    ['a\ud800b', 'm{l="a\ufffdb"} 1'],
    ['\udc00', 'm{l="\ufffd"} 1'],
  ])('writes the label value %j as %j', (text, line) => {
    expect(lines({ labelNames: ['l'], labelValues: [text] }).at(-1)).toBe(line);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-42, '-42'],
    [999_999_999, '999999999'],
    [1_000_000_000, '1000000000'],
    [1_700_000_000.125, '1700000000.125'],
    [9_007_199_254_740_991, '9007199254740991'],
    [-9_007_199_254_740_991, '-9007199254740991'],
    [1_000_000_000_000_000, '1000000000000000'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [0.5, '0.5'],
    [-0.25, '-0.25'],
    [0.001, '0.001'],
    [12.34, '12.34'],
    [1e-7, '1e-7'],
    [0.1 + 0.2, '0.30000000000000004'],
    [19.99, '19.99'],
    [123_456_789.012, '123456789.012'],
    [5e-324, '5e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('writes the number %d as %s', (value, text) => {
    expect(lines({ values: new Float64Array([value]) }).at(-1)).toBe(`m ${text}`);
  });

  it.each([
    [1700000000.123, 'm 1 1700000000123'],
    [0, 'm 1 0'],
    [1.0004, 'm 1 1000'],
    [Number.NaN, 'm 1'],
    [-1, 'm 1'],
    [Infinity, 'm 1'],
    [1e18, 'm 1'],
  ])('writes the timestamp %d in milliseconds, or leaves it out: %s', (seconds, line) => {
    expect(lines({ timestamps: new Float64Array([seconds]) }).at(-1)).toBe(line);
  });

  it('writes suffixes, and bounds as they are', () => {
    const histogram = lines({
      type: 'histogram',
      labelNames: ['le'],
      labelValues: ['1', '+Inf', '', ''],
      values: new Float64Array([1, 2, 3.5, 2]),
      suffixes: ['_bucket', '_bucket', '_sum', '_count'],
    });
    expect(histogram.slice(1)).toEqual([
      '# TYPE m histogram',
      'm_bucket{le="1"} 1',
      'm_bucket{le="+Inf"} 2',
      'm_sum 3.5',
      'm_count 2',
    ]);
  });

  it('has no type for a histogram with a bound that is no number', () => {
    const type = lines({ type: 'histogram', labelNames: ['le'], labelValues: ['one'] })[1];
    expect(type).toBe('# TYPE m untyped');
  });

  it('has no type for a histogram with a count below zero', () => {
    const values = new Float64Array([-1]);
    expect(lines({ type: 'histogram', values, suffixes: ['_count'] })[1]).toBe('# TYPE m untyped');
    expect(lines({ type: 'histogram', values, suffixes: ['_sum'] })[1]).toBe('# TYPE m histogram');
  });

  it.each<[Escaping, string[]]>([
    ['allow-utf-8', ['# TYPE "a.b_ü" gauge', '{"a.b_ü","l.m"="1",l_m="2"} 1']],
    ['underscores', ['# TYPE a_b__ gauge', 'a_b__{U__l_2e_m="1",l_m="2"} 1']],
    ['dots', ['# TYPE a_dot_b____ gauge', 'a_dot_b____{l_dot_m="1",l__m="2"} 1']],
    ['values', ['# TYPE U__a_2e_b___fc_ gauge', 'U__a_2e_b___fc_{U__l_2e_m="1",l_m="2"} 1']],
  ])('writes UTF-8 names by %s', (escaping, expected) => {
    const labels = { labelNames: ['l.m', 'l_m'], labelValues: ['1', '2'] };
    expect(lines({ name: 'a.b_ü', help: '', ...labels }, escaping)).toEqual(expected);
  });

  it('escapes inside of quoted names', () => {
    expect(lines({ name: 'a"\\\n', help: '' }, 'allow-utf-8')).toEqual([
      String.raw`# TYPE "a\"\\\n" gauge`,
      String.raw`{"a\"\\\n"} 1`,
    ]);
  });

  it('quotes the names of the parts of a histogram', () => {
    const histogram = {
      name: 'h.s',
      help: 'ä "q"',
      type: 'histogram' as const,
      labelNames: ['le', 'n.1'],
      labelValues: ['+Inf', 'Ö', '', 'Ö', '', 'Ö'],
      values: new Float64Array([2, 3.5, 2]),
      suffixes: ['_bucket', '_sum', '_count'] as const,
    };
    expect(lines(histogram, 'allow-utf-8')).toEqual([
      '# HELP "h.s" ä "q"',
      '# TYPE "h.s" histogram',
      '{"h.s_bucket",le="+Inf","n.1"="Ö"} 2',
      '{"h.s_sum","n.1"="Ö"} 3.5',
      '{"h.s_count","n.1"="Ö"} 2',
    ]);
  });

  it.each<[one: Partial<MetricFamily>, other: Partial<MetricFamily>, names: string[]]>([
    [{ name: 'a.b', type: 'histogram' }, { name: 'a_b_count' }, ['U__a_2e_b', 'a_b_count']],
    [{ name: 'a.b', type: 'summary' }, { name: 'a_b_sum' }, ['U__a_2e_b', 'a_b_sum']],
    [{ name: 'a.b', type: 'summary' }, { name: 'a_b_bucket' }, ['a_b', 'a_b_bucket']],
    [{ name: 'a.b.sum' }, { name: 'a_b', type: 'summary' }, ['U__a_2e_b_2e_sum', 'a_b']],
    [{ name: 'a.b' }, { name: 'a.b.sum', type: 'histogram' }, ['a_b', 'a_b_sum']],
    [{ name: 'a.b', type: 'summary' }, { name: 'a.b.sum' }, ['a_b', 'U__a_2e_b_2e_sum']],
  ])('keeps a name apart from the parts of another: %j and %j', (one, other, names) => {
    const types = page([family(one), family(other)]).matchAll(/^# TYPE (\S+)/gm);
    expect(Array.from(types, ([, name]) => name)).toEqual(names);
  });

  it('keeps two names apart that one escaping makes the same', () => {
    const text = page([family({ name: 'a.b', help: '' }), family({ name: 'a_b', help: '' })]);
    expect(text).toBe('# TYPE U__a_2e_b gauge\nU__a_2e_b 1\n# TYPE a_b gauge\na_b 1\n');
  });
});
