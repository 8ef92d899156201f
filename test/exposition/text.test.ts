import { describe, expect, it } from 'vitest';

import { TEXT } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';

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

function page(...families: readonly MetricFamily[]): string {
  return createRenderer().render(families, TEXT).toString();
}

describe('the text format 0.0.4', () => {
  it('gives an empty page for no families', () => {
    expect(page()).toBe('');
  });

  it('sorts families by name', () => {
    expect(page(family({ name: 'b' }), family({ name: 'B' }), family({ name: 'a' }))).toBe(
      '# HELP B Help.\n# TYPE B gauge\nB 1\n' +
        '# HELP a Help.\n# TYPE a gauge\na 1\n' +
        '# HELP b Help.\n# TYPE b gauge\nb 1\n',
    );
  });

  it('leaves out empty labels and escapes the rest', () => {
    const labelValues = ['', 'a\\b', 'x', '"q"', '', ''];
    const values = new Float64Array([1, 2, 3]);
    expect(page(family({ labelNames: ['k', 'l'], labelValues, values }))).toBe(
      '# HELP m Help.\n# TYPE m gauge\nm{l="a\\\\b"} 1\nm{k="x",l="\\"q\\""} 2\nm 3\n',
    );
  });
});
