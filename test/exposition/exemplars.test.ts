import { describe, expect, it } from 'vitest';

import { textFormat, type Escaping, type Format } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { family } from './families.ts';

function openMetrics(escaping: Escaping = 'allow-utf-8'): Format {
  return { syntax: 'openmetrics', escaping, contentType: '' };
}

function exemplar(given: Partial<Exemplar> = {}): Exemplar {
  return {
    labelNames: ['trace_id'],
    labelValues: ['x'],
    value: 0.67,
    timestamp: 1520879607.789,
    ...given,
  };
}

function counter(one: Exemplar | undefined, given: Partial<MetricFamily> = {}): MetricFamily {
  return family({ name: 'c_total', help: '', type: 'counter', exemplars: [one], ...given });
}

const HISTOGRAM: MetricFamily = {
  name: 'h',
  help: '',
  type: 'histogram',
  labelNames: ['le'],
  labelValues: ['1', '+Inf', '', ''],
  values: new Float64Array([1, 3, 9.5, 3]),
  suffixes: ['_bucket', '_bucket', '_sum', '_count'],
  exemplars: Array.from({ length: 4 }, () => exemplar()),
};

/** The lines of the samples. */
function samples(given: MetricFamily, format: Format = openMetrics()): string[] {
  const page = createRenderer().render([given], format).toString();
  return page
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
}

describe('an exemplar', () => {
  it('stands at a counter and at buckets, and at nothing else', () => {
    const written = ' # {trace_id="x"} 0.67 1520879607.789';
    expect(samples(counter(exemplar()))).toEqual([`c_total 1${written}`]);
    expect(samples(HISTOGRAM)).toEqual([
      `h_bucket{le="1.0"} 1${written}`,
      `h_bucket{le="+Inf"} 3${written}`,
      'h_sum 9.5',
      'h_count 3',
    ]);
  });

  it('stands after the timestamp of its sample', () => {
    const timed = counter(exemplar(), { timestamps: new Float64Array([1.5]) });
    expect(samples(timed)).toEqual(['c_total 1 1.5 # {trace_id="x"} 0.67 1520879607.789']);
  });

  it.each<[string, MetricFamily]>([
    ['a gauge', counter(exemplar(), { type: 'gauge' })],
    ['a counter that is none', counter(exemplar(), { values: new Float64Array([-1]) })],
    ['a histogram that is none', { ...HISTOGRAM, values: new Float64Array([3, 1, 9.5, 3]) }],
  ])('is left out of %s', (_what, given) => {
    expect(samples(given).join('\n')).not.toContain('#');
  });

  it('is never in the text format', () => {
    expect(samples(counter(exemplar()), textFormat)).toEqual(['c_total 1']);
    expect(samples(HISTOGRAM, textFormat).join('\n')).not.toContain('#');
  });

  it.each<[string, Partial<Exemplar>, string]>([
    ['no labels', { labelNames: [], labelValues: [] }, '{} 0.67 1520879607.789'],
    ['an empty label', { labelValues: [''] }, '{trace_id=""} 0.67 1520879607.789'],
    ['no time', { timestamp: Number.NaN }, '{trace_id="x"} 0.67'],
    ['a time before 1970', { timestamp: -1 }, '{trace_id="x"} 0.67'],
    ['a time in microseconds', { timestamp: 1.0005678 }, '{trace_id="x"} 0.67 1.001'],
    ['no number', { value: Number.NaN, timestamp: 1 }, '{trace_id="x"} NaN 1'],
    ['escapes', { labelValues: ['\\\n'], timestamp: 1 }, String.raw`{trace_id="\\\n"} 0.67 1`],
    [
      'several labels',
      { labelNames: ['b', 'c', 'a'], labelValues: ['1', '', '2'], timestamp: 1 },
      '{b="1",c="",a="2"} 0.67 1',
    ],
  ])('is written with %s', (_what, given, written) => {
    expect(samples(counter(exemplar(given)))).toEqual([`c_total 1 # ${written}`]);
  });

  it.each<[Escaping, string]>([
    ['allow-utf-8', '"trace.id"'],
    ['underscores', 'trace_id'],
    ['dots', 'trace_dot_id'],
    ['values', 'U__trace_2e_id'],
  ])('has its labels by %s', (escaping, name) => {
    const utf8 = exemplar({ labelNames: ['trace.id'], timestamp: Number.NaN });
    expect(samples(counter(utf8), openMetrics(escaping))[0]).toContain(` # {${name}="x"} 0.67`);
  });

  it.each<[number, Escaping, boolean]>([
    [120, 'allow-utf-8', true],
    [121, 'allow-utf-8', false],
    [120, 'underscores', true],
    [116, 'dots', true],
    [117, 'dots', false],
    [114, 'values', true],
    [115, 'values', false],
  ])('may have 8 and %d characters by %s: %s', (count, escaping, isThere) => {
    for (const letter of ['x', '€', '😀']) {
      const long = exemplar({ labelNames: ['trace.id'], labelValues: [letter.repeat(count)] });
      const [line] = samples(counter(long), openMetrics(escaping));
      expect(line?.includes(letter)).toBe(isThere);
    }
  });

  it.each(['a"b', 'a\0b'])('is left out where a parser would refuse the page: %j', (text) => {
    expect(samples(counter(exemplar({ labelValues: [text] })))).toEqual(['c_total 1']);
  });
});

describe('an exemplar of another page', () => {
  it.each<[string, Exemplar | undefined]>([
    ['value', exemplar({ value: 7 })],
    ['timestamp', exemplar({ timestamp: 7 })],
    ['label', exemplar({ labelValues: ['y'] })],
    ['label name', exemplar({ labelNames: ['span_id'] })],
    ['number of labels', exemplar({ labelNames: ['a', 'b'], labelValues: ['1', '2'] })],
    ['absence', undefined],
  ])('is written anew for another %s', (_what, other) => {
    const renderer = createRenderer();
    for (const one of [exemplar(), other, exemplar()]) {
      const page = [counter(one)];
      const expected = createRenderer().render(page, openMetrics());
      expect(renderer.render(page, openMetrics())).toEqual(expected);
    }
  });

  it('is the same Buffer while it is the same', () => {
    const renderer = createRenderer();
    const page = renderer.render([counter(exemplar()), HISTOGRAM], openMetrics());
    const again = renderer.render([counter(exemplar()), structuredClone(HISTOGRAM)], openMetrics());
    expect(again).toBe(page);
  });

  it('comes and goes with its column', () => {
    const renderer = createRenderer();
    const { exemplars: _exemplars, ...bare } = HISTOGRAM;
    for (const given of [bare, HISTOGRAM, bare]) {
      const expected = createRenderer().render([given], openMetrics());
      expect(renderer.render([given], openMetrics())).toEqual(expected);
    }
  });
});
