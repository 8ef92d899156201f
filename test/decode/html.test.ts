import { describe, expect, it } from 'vitest';

import { BudgetSpent, createBudget, withinBudget } from '../../src/budget/budget.ts';
import { createDecode, type DecodeOptions } from '../../src/decode/decode.ts';
import { compileHtml } from '../../src/decode/html.ts';
import { problemOf } from './problem-of.ts';

/** As devices write it: nothing is closed, and a script is in between. */
const page = `<!doctype html><title>Box &amp; more</title>
<table id=status><tr><th>Name<th>Value
<tr class=ok><td>Temp<td>21,5&nbsp;°C <b>(max)</b><br>now
<tr><td>Fan<td><a HREF="/fan">900</a></table>
<script>if (a < b) document.write("<tr><td>no")</script>`;

function decode(options: DecodeOptions, document: string | Buffer): unknown {
  const decoded = createDecode(options)(Buffer.from(document), {});
  return 'value' in decoded ? decoded.value : undefined;
}

describe('an HTML document', () => {
  it('is its title and its tables', () => {
    expect(decode('html', page)).toEqual({
      title: 'Box & more',
      tables: [
        [
          ['Name', 'Value'],
          ['Temp', '21,5 °C (max) now'],
          ['Fan', '900'],
        ],
      ],
    });
    expect(decode('html', '')).toEqual({ title: null, tables: [] });
  });

  it('is the elements that a selector finds', () => {
    expect(decode({ html: { select: '#status tr:has(td)' } }, page)).toEqual([
      {
        text: 'Temp 21,5 °C (max) now',
        cells: ['Temp', '21,5 °C (max) now'],
        attributes: { class: 'ok' },
      },
      { text: 'Fan 900', cells: ['Fan', '900'], attributes: {} },
    ]);
  });

  it('is objects of fields, each by a selector', () => {
    const fields = {
      name: 'td:nth-child(1)',
      value: 'td:nth-child(2)',
      link: 'a@href',
      class: '@class',
    };
    expect(decode({ html: { select: 'tr:has(td)', fields } }, page)).toEqual([
      { name: 'Temp', value: '21,5 °C (max) now', link: null, class: 'ok' },
      { name: 'Fan', value: '900', link: '/fan', class: null },
    ]);
  });

  it.each([
    ['tr:nth-child(2n+1)', 2],
    ['tr.ok + tr', 1],
    ['table > tr', 3],
    ['td:first-child', 2],
    ['tr.none', 0],
    ['td:contains("Fan")', 1],
    ['a[href^="/f"], b', 2],
  ])('has %s: %d', (select, count) => {
    expect(decode({ html: { select } }, page)).toHaveLength(count);
  });

  it('has the charset that it declares', () => {
    const text = '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-1"><p>20 °C';
    expect(decode({ html: { select: 'p' } }, Buffer.from(text, 'latin1'))).toMatchObject([
      { text: '20 °C' },
    ]);
  });

  it('may not be nested without end', () => {
    expect(problemOf(() => decode('html', '<div>'.repeat(501)))).toBe(
      'HTML: elements are nested deeper than 500 levels',
    );
  });

  it('is refused with a selector that is none, when it is compiled', () => {
    expect(() => compileHtml({ select: 'tr[' })).toThrow('Expected name');
    expect(() => compileHtml({ select: 'tr', fields: { a: 'td:nth-kid(1)' } })).toThrow('nth-kid');
  });

  it.each([
    ['of many siblings', '<br>'.repeat(20_000), 'br:nth-last-child(n+3) ~ br ~ b'],
    ['that is large', '<p>a</p>'.repeat(200_000), 'i'],
    ['of many texts', `<p>${'a<br>'.repeat(200_000)}`, 'p'],
  ])('%s pays for its time', (_what, text, select) => {
    const budget = createBudget(5);
    const start = performance.now();
    expect(() => withinBudget(budget, () => compileHtml({ select })(text, budget))).toThrow(
      BudgetSpent,
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
