import { describe, expect, it } from 'vitest';

import { createBudget, withinBudget } from '../../src/budget/budget.ts';
import { createDecode, type DecodeOptions } from '../../src/decode/decode.ts';
import { growth, linearGrowth, whatever } from '../growth.ts';

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

const openMetrics = 'application/openmetrics-text';

/** Documents by their size in characters, each as hostile to its decoder as we know. */
const hostile: readonly [string, DecodeOptions, (size: number) => string, string?][] = [
  ['nested arrays', 'json', (size) => `[${'[],'.repeat(size / 3)}1]`],
  ['large integers', 'json', (size) => `[${'12345678901234567890,'.repeat(size / 21)}1]`],
  ['a long integer', 'json', (size) => '1'.repeat(size)],
  ['a number that is none', 'json', (size) => `${'1'.repeat(size)}x`],
  ['a key twice', 'json', (size) => `{${lines(size / 12, (n) => `"k${n}":1,`)}"k0":1}`],
  ['escapes', 'json', (size) => `{"\\u0061":"${'\\u0061'.repeat(size / 6)}"}`],
  ['unclosed arrays', 'json', (size) => '['.repeat(size)],
  ['short lines', 'ndjson', (size) => '1\n'.repeat(size / 2)],
  ['blank lines', 'ndjson', (size) => `${'\n'.repeat(size)}1`],
  ['blank lines', 'csv', (size) => `a,b\n${'\n'.repeat(size)}`],
  ['blank lines of spaces', 'csv', (size) => `a,b\n${'  \n'.repeat(size / 3)}`],
  ['short rows', 'csv', (size) => `a\n${'1\n'.repeat(size / 2)}`],
  ['a row of separators', 'csv', (size) => `a,b\n${','.repeat(size)}`],
  ['quotes', 'csv', (size) => `a\n"${'""'.repeat(size / 2)}"`],
  ['an open quote', 'csv', (size) => `a\n"${'x\n'.repeat(size / 2)}`],
  ['rows of the wrong width', 'csv', (size) => `a,b\n${'1\n'.repeat(size / 2)}`],
  ['empty flow mappings', 'yaml', (size) => `[${'{},'.repeat(size / 3)}]`],
  ['keys', 'yaml', (size) => lines(size / 10, (n) => `k${n}: 1`)],
  ['anchors', 'yaml', (size) => lines(size / 16, (n) => `- &a${n} 1\n- *a${n}`)],
  ['a long integer', 'yaml', (size) => '1'.repeat(size)],
  ['a long hexadecimal integer', 'yaml', (size) => `0x${'f'.repeat(size)}`],
  ['comments', 'yaml', (size) => `${'# x\n'.repeat(size / 4)}a`],
  ['directives', 'yaml', (size) => `${'%a\n'.repeat(size / 3)}---\na`],
  ['documents', 'yaml', (size) => `${'---\n'.repeat(size / 4)}a`],
  ['errors', 'yaml', (size) => '}\n'.repeat(size / 2)],
  ['an open quote', 'yaml', (size) => `a: "${' b\n'.repeat(size / 3)}`],
  ['elements', 'xml', (size) => `<a>${'<b c=""/>'.repeat(size / 9)}</a>`],
  ['attributes', 'xml', (size) => `<a ${lines(size / 10, (n) => `a${n}=""`)}/>`],
  ['entities', 'xml', (size) => `<a>${'&lt;'.repeat(size / 4)}</a>`],
  ['a bare ampersand', 'xml', (size) => `<a>&${'x'.repeat(size)}</a>`],
  ['comments', 'xml', (size) => `<a>${'<!--x-->'.repeat(size / 8)}</a>`],
  ['an open comment', 'xml', (size) => `<a><!--${'- '.repeat(size / 2)}`],
  ['an open document type', 'xml', (size) => `<!DOCTYPE a [${']  '.repeat(size / 3)}`],
  ['open elements', 'xml', (size) => '<a>'.repeat(size / 3)],
  ['blank lines', 'text', (size) => '\n'.repeat(size)],
  ['matches', { text: { pattern: '(?P<a>.)' } }, (size) => 'x'.repeat(size)],
  ['no match', { text: { pattern: '(?P<a>x+)y' } }, (size) => 'x'.repeat(size)],
  ['a value that is none', 'prometheus', (size) => `a ${'1'.repeat(size)}x\n`],
  ['a timestamp that is none', 'prometheus', (size) => `a 1 ${'1'.repeat(size)}x\n# EOF\n`],
  ['spaces in a help', 'prometheus', (size) => `# HELP a${' '.repeat(size)}\rb\n`],
  ['spaces in a line', 'prometheus', (size) => `a${' '.repeat(size)}1${' '.repeat(size)}2 3\n`],
  ['spaces at the end', 'prometheus', (size) => `a 1\n${' '.repeat(size)}x`],
  ['an open quote', 'prometheus', (size) => `a{b="${'\\"'.repeat(size / 2)}\n`],
  ['spaces in braces', 'prometheus', (size) => `a{${' '.repeat(size)}x\n`],
  ['families', 'prometheus', (size) => `${lines(size / 10, (n) => `a${n} 1`)}\n`],
  [
    'samples of a histogram',
    'prometheus',
    (size) => `# TYPE a histogram\n${lines(size / 24, (n) => `a_bucket{le="${n}"} 1`)}\n`,
  ],
  ['comments', 'prometheus', (size) => '# TYPE a counter\n'.repeat(size / 17)],
  ['digits', 'prometheus', (size) => `a ${'1'.repeat(size)}x\n# EOF\n`, openMetrics],
];

describe('a decoder on a hostile document', () => {
  it.each(hostile)('%s takes time linear in its length: %j', (_name, options, make, type) => {
    const decode = createDecode(options);
    const run = whatever((bytes: Buffer) => decode(bytes, { contentType: type }));
    expect(growth(2048, (size) => Buffer.from(make(size)), run)).toBeLessThan(linearGrowth);
  });

  it.each(hostile)('%s ends with its budget: %j', (_name, options, make, type) => {
    const decode = createDecode(options);
    const bytes = Buffer.from(make(options === 'yaml' ? 128 * 1024 : 512 * 1024));
    const budget = createBudget(5);
    const start = performance.now();
    whatever(() => withinBudget(budget, () => decode(bytes, { contentType: type }, budget)))(0);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
