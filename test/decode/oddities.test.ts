import { describe, expect, it } from 'vitest';

import { createDecode, type Decoded, type DecodeOptions } from '../../src/decode/decode.ts';
import { problemOf } from './problem-of.ts';

function decode(options: DecodeOptions, text: string, isWhole = true): Decoded {
  return createDecode(options)(Buffer.from(text), { isWhole });
}

/** What is read, and what is noted: `reason count: problem`. */
function read(options: DecodeOptions, text: string): readonly unknown[] {
  const decoded = decode(options, text);
  const noted = (decoded.oddities ?? []).map(
    ({ reason, count, found }) => `${reason} ${count}: ${found}`,
  );
  return ['value' in decoded ? decoded.value : undefined, ...noted];
}

describe('a document that does not keep to its format', () => {
  it.each<[string, Exclude<DecodeOptions, string>, string, unknown, string]>([
    [
      'a key twice',
      { json: {} },
      '{"a":1,"b":2,"a":3,"b":4}',
      { a: 3, b: 4 },
      'duplicate_key 2: JSON at 1:14: the key "a" is twice in one object',
    ],
    [
      'NaN and Infinity',
      { json: {} },
      '[NaN, Infinity, -Infinity, -1]',
      [NaN, Infinity, -Infinity, -1],
      'not_json 3: JSON at 1:2: expected a value in the array, found "NaN"',
    ],
    [
      'a prefix against script inclusion',
      { json: {} },
      ')]}\'\n{"open":12}',
      { open: 12 },
      'not_json 1: JSON at 1:1: ")]}\'" stands before the JSON',
    ],
    [
      'another prefix',
      { json: {} },
      'while(1);[1]',
      [1],
      'not_json 1: JSON at 1:1: "while(1);" stands before the JSON',
    ],
    [
      'a key of YAML twice',
      { yaml: {} },
      'a: 1\na: 2\n',
      { a: 2 },
      'duplicate_key 1: YAML at 2:1: the key "a" is twice in one object',
    ],
    [
      'a line of NDJSON that is not JSON',
      { ndjson: {} },
      '{"a":1}\n{"a":\n{"a":3}\nx\n',
      [{ a: 1 }, { a: 3 }],
      'bad_row 2: NDJSON is truncated: it ends in the middle of the object that begins at 2:1, at 2:6',
    ],
    [
      'a key twice in a line of NDJSON',
      { ndjson: {} },
      '{"a":1}\n{"a":1,"a":2}\n',
      [{ a: 1 }, { a: 2 }],
      'duplicate_key 1: NDJSON at 2:8: the key "a" is twice in one object',
    ],
    [
      'rows of CSV with too few and too many values',
      { csv: {} },
      'a,b\n1,2\n3\n4,5\n6,7,8\n',
      [
        { a: '1', b: '2' },
        { a: '4', b: '5' },
      ],
      'bad_row 2: CSV at line 3: expected 2 values as there are columns, found 1 of them: "3"',
    ],
    [
      'a quote within a value of CSV',
      { csv: {} },
      'a,b\n1,2\n3,x"y\n4,5\n',
      [
        { a: '1', b: '2' },
        { a: '4', b: '5' },
      ],
      'bad_row 1: CSV at line 3: a quote within a value; set `quote: ""` where quotes are part of the values',
    ],
    [
      'columns of the same name',
      { csv: {} },
      'a,a,a_2\n1,2,3\n',
      [{ a: '1', a_3: '2', a_2: '3' }],
      'duplicate_key 1: CSV at line 1: the column "a" is there twice, the second is "a_3"; name them by `columns`',
    ],
  ])('%s is read, and noted', (_what, options, text, value, noted) => {
    expect(read(options, text)).toEqual([value, noted]);
    const [[format, own] = ['', {}]] = Object.entries(options);
    expect(problemOf(() => decode({ [format]: { ...own, strict: true } }, text))).not.toBe('');
  });

  it.each<[DecodeOptions, string, string]>([
    [{ ndjson: {} }, 'x\ny\n', 'NDJSON at 1:1: expected a value, found "x"'],
    [
      { csv: {} },
      'version=1\nfile created: now\ntime,name\n1,2\n3,4\n5,6\n',
      'CSV at line 3: expected 1 values as there are columns, found 2 of them: "time, name"; set `skip` where lines stand before the header',
    ],
    [
      { csv: {} },
      'a,b\n1,2\n"3,4\n5,6\n',
      'CSV is truncated: it ends within a quoted value of the row after line 2',
    ],
    [
      { json: {} },
      '{"a":1,}',
      'JSON at 1:8: expected another item after "," (JSON has no trailing comma), found "}"',
    ],
    [{ json: {} }, 'Nah', 'JSON at 1:1: expected a value, found "Nah"'],
  ])('%j is refused where nothing else can be right: %j', (options, text, message) => {
    expect(problemOf(() => decode(options, text))).toBe(message);
  });

  it('has nothing to note when it keeps to it', () => {
    expect(decode('json', '{"a":1}')).toEqual({ value: { a: 1 } });
  });
});

describe('the layout of a CSV document', () => {
  it.each<[string, DecodeOptions, string, unknown]>([
    [
      'lines before the header',
      { csv: { skip: 2 } },
      'v=1\nx, y, z\na,b\n1,2\n',
      [{ a: '1', b: '2' }],
    ],
    ['the line of Excel', 'csv', 'sep=;\r\na;b\r\n1;2\r\n', [{ a: '1', b: '2' }]],
    [
      'several rows of names',
      { csv: { header: 2 } },
      'Power,,Site\nkW,kWh,\n1,2,x\n',
      [{ 'Power kW': '1', kWh: '2', Site: 'x' }],
    ],
    ['a row of one empty value', 'csv', 'a\n1\n""\n\n2\n', [{ a: '1' }, { a: '' }, { a: '2' }]],
    [
      'a decimal comma',
      { csv: { separator: ';', decimal: ',' } },
      'a;b;c\n1.234,5;x,y;01.02.2026\n-0,5;12;1 234\n',
      [
        { a: '1234.5', b: 'x,y', c: '01.02.2026' },
        { a: '-0.5', b: '12', c: '1234' },
      ],
    ],
    [
      'names in place of several rows of them',
      { csv: { header: 2, columns: ['x', 'y'] } },
      'a,b\nc,d\n1,2\n',
      [{ x: '1', y: '2' }],
    ],
  ])('%s', (_what, options, text, value) => {
    expect(read(options, text)).toEqual([value]);
  });
});

describe('a YAML document', () => {
  it.each<[string, unknown]>([
    ['&k key: 1\nb: *k\n', { key: 1, b: 'key' }],
    ['a: &k key\n*k : 2\n', { a: 'key', key: 2 }],
    ['a: !!float 1\nb: !!float 1.5\n', { a: 1, b: 1.5 }],
  ])('%j', (text, value) => {
    expect(read('yaml', text)).toEqual([value]);
  });
});

/** Its families with their first values, and what is noted. */
function families(text: string, isWhole = true): readonly string[] {
  const decoded = decode('prometheus', text, isWhole);
  if (!('families' in decoded)) throw new Error('not a page');
  const { oddities = [] } = decoded;
  return [
    ...decoded.families.map(
      ({ name, help, type, values }) => `${name} ${type} ${help} ${values[0]}`,
    ),
    ...oddities.map(({ reason, count, found }) => `${reason} ${count}: ${found}`),
  ];
}

describe('a page of metrics', () => {
  it('without a line end is read when it is known to be whole', () => {
    expect(families('a 1\nb 2')).toEqual(['a unknown  1', 'b unknown  2']);
    expect(() => families('a 1\nb 2', false)).toThrow('is truncated');
    expect(() => decode({ prometheus: { strict: true } }, 'a 1\nb 2')).toThrow('is truncated');
  });

  it('loses an exemplar that is too long, and nothing else', () => {
    const text = `# TYPE a counter\na_total 1 # {x="${'y'.repeat(128)}"} 1\n# EOF\n`;
    expect(families(text)).toEqual([
      'a_total counter  1',
      'bad_exemplar 1: Prometheus text at 2:13: the names and values of an exemplar have 129 characters, more than the 128 of OpenMetrics',
    ]);
  });

  it('has the last of two types', () => {
    expect(families('# TYPE a counter\na 1\n# TYPE a gauge\n')).toEqual([
      'a gauge  1',
      'bad_metadata 1: Prometheus text at 3:1: the type of a is set twice, to counter and now gauge',
    ]);
  });

  it('has help and type in OpenMetrics where samples lack the ending', () => {
    expect(
      families(
        '# HELP a Of a.\n# TYPE a counter\na 1\n# TYPE b info\n# HELP b Of b.\nb 1\n# EOF\n',
      ),
    ).toEqual(['a counter Of a. 1', 'b gauge Of b. 1']);
  });
});
