import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { unlimited } from '../../src/budget/budget.ts';
import { type CsvOptions, readCsv } from '../../src/decode/csv.ts';
import { createOddities } from '../../src/decode/oddities.ts';
import { problemOf } from './problem-of.ts';

describe('a CSV document', () => {
  it.each<[string, string, CsvOptions, unknown]>([
    [
      'named by its header',
      'a,b\n1,x\n2,y\n',
      {},
      [
        { a: '1', b: 'x' },
        { a: '2', b: 'y' },
      ],
    ],
    ['without a line end', 'a\n1', {}, [{ a: '1' }]],
    ['of Windows', 'a,b\r\n1,x\r\n', {}, [{ a: '1', b: 'x' }]],
    ['with mixed line ends', 'a\r\n1\n2\r\n', {}, [{ a: '1' }, { a: '2' }]],
    ['with a header only', 'a,b\n', {}, []],
    ['with empty lines', 'a,b\n\n1,x\n  \n\n', {}, [{ a: '1', b: 'x' }]],
    ['with quotes', 'a,b\n"1,5","say ""hi""\nthere"', {}, [{ a: '1,5', b: 'say "hi"\nthere' }]],
    ['with space around', 'a ; b\n 1 ; "x" \n', { separator: ';' }, [{ a: '1', b: 'x' }]],
    ['with tabs', 'a\tb\tc\n1\t\t3\n', { separator: '\t' }, [{ a: '1', b: '', c: '3' }]],
    ['with a separator of two', 'a||b\n1||2', { separator: '||' }, [{ a: '1', b: '2' }]],
    ['with columns', '1,x\n', { columns: ['a', 'b'] }, [{ a: '1', b: 'x' }]],
    [
      'with columns for its header',
      'A,B\n1,x\n',
      { columns: ['a', 'b'], header: true },
      [{ a: '1', b: 'x' }],
    ],
    ['without names', '1,x\n', { header: false }, [{ column1: '1', column2: 'x' }]],
    [
      'with a column without a name',
      'a,,b,\n1,2,3,4',
      {},
      [{ a: '1', column2: '2', b: '3', column4: '4' }],
    ],
    [
      'with comments',
      '# made by ups\na\n1\n#2\ndisk #1',
      { comment: '#' },
      [{ a: '1' }, { a: 'disk #1' }],
    ],
    ['with another quote', "a\n'1,2'", { quote: "'" }, [{ a: '1,2' }]],
    ['without quotes', 'a\n5" disk', { quote: '' }, [{ a: '5" disk' }]],
    [
      'with odd names',
      '__proto__,constructor\n1,2',
      {},
      [
        Object.fromEntries([
          ['__proto__', '1'],
          ['constructor', '2'],
        ]),
      ],
    ],
  ])('%s', (_name, text, options, rows) => {
    expect(readCsv(text, options)).toEqual(rows);
  });

  it('has all values as strings, whatever they look like', () => {
    expect(readCsv('a,b,c,d\n1,true,,2026-01-01')).toEqual([
      { a: '1', b: 'true', c: '', d: '2026-01-01' },
    ]);
  });

  it('gives back any rows that were written', () => {
    const value = fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', ';', '#', 'é') })
      .map((text) => text.trim());
    const rows = fc.array(fc.tuple(value, value), { minLength: 1 });
    fc.assert(
      fc.property(rows, (written) => {
        const lines = written.map((row) =>
          row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
        );
        expect(readCsv(`a,b\n${lines.join('\n')}`)).toEqual(written.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});

describe('a bad CSV document', () => {
  it.each<[string, CsvOptions, string]>([
    ['', {}, 'CSV is empty'],
    ['\n \n', {}, 'CSV is empty'],
    [
      'a,b\n1,2\n\n3\n',
      {},
      'CSV at line 4: expected 2 values as there are columns, found 1 of them: "3"',
    ],
    [
      'a\n1,2\n',
      {},
      'CSV at line 2: expected 1 values as there are columns, found 2 of them: "1, 2"; set `skip` where lines stand before the header',
    ],
    [
      '1,2\n',
      { columns: ['a'] },
      'CSV at line 1: expected 1 values as there are columns, found 2 of them: "1, 2"; set `skip` where lines stand before the header',
    ],
    [
      'a,b,a\n',
      {},
      'CSV at line 1: the column "a" is there twice, the second is "a_2"; name them by `columns`',
    ],
    [
      'a\n1\n"2\n3\n',
      {},
      'CSV is truncated: it ends within a quoted value of the row after line 2',
    ],
    ['"a', {}, 'CSV is truncated: it ends within a quoted value of the first row'],
    [
      'a\n5" disk\n',
      {},
      'CSV at line 2: a quote within a value; set `quote: ""` where quotes are part of the values',
    ],
    [
      'a\n"5"x\n',
      {},
      'CSV at line 2: a quote within a value; set `quote: ""` where quotes are part of the values',
    ],
    [','.repeat(10_000), {}, 'CSV at line 1: has more than 10000 values'],
    [
      `a\n"${'x\n'.repeat(600_000)}`,
      {},
      'CSV: the row after line 1 has more than 262144 characters, a quote may be missing in it',
    ],
  ])('is refused', (text, options, message) => {
    expect(problemOf(() => readCsv(text, options))).toBe(message);
  });

  it('is refused once most rows are, and not read to its end', () => {
    const text = `a,b\n${'1\n'.repeat(1001)}2,"`;
    const message = 'CSV at line 2: expected 2 values as there are columns, found 1 of them: "1"';
    expect(problemOf(() => readCsv(text, {}, unlimited, createOddities()))).toBe(message);
  });

  it.each([
    ['a line', (count: number) => `a,b\n${'1,'.repeat(count)}1,"`],
    ['quoted line ends', (count: number) => `a,b\n${'"1\n",'.repeat(count)}1,"`],
  ])('is refused by the first 10,000 values of a row, not by its end: %s', (_name, make) => {
    expect(problemOf(() => readCsv(make(100_000)))).toMatch(/has more than 10000 values$/);
  });
});
