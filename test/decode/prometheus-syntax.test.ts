import { describe, expect, it } from 'vitest';

import { readPrometheus } from '../../src/decode/prometheus.ts';
import { familiesOf } from './family-rows.ts';
import { problemOf } from './problem-of.ts';

/** The rows of all families of a page, with their types, on one line each. */
function rowsOfPage(text: string): string[] {
  return Object.entries(familiesOf(text)).flatMap(([name, { type, rows }]) =>
    rows.map((row) => `${type} ${name}${row}`),
  );
}

function openMetrics(...lines: readonly string[]): string {
  return [...lines, '# EOF', ''].join('\n');
}

describe('the text format takes', () => {
  it.each<[what: string, text: string, rows: string[]]>([
    ['nothing but blank lines', '\n\n', []],
    [
      'blanks everywhere between words',
      ' \ta\t\t{\t l  =\t"v" ,\t} \t 3 \t-7\t\n',
      ['{l=v} 3 @-0.007'],
    ],
    ['no blank after the brace', 'a{l="v",}-Inf\na{l="w"}6\n', ['{l=v} -Infinity', '{l=w} 6']],
    ['a last line of blanks', 'a 1\n\t ', ['{} 1']],
    ['empty braces', 'a{} 3\na{l=""} 4\n', ['{} 3']],
    ['a number with zeros before it', 'a 0008 15\n', ['{} 8 @0.015']],
    [
      'numbers of every spelling',
      'a{n="1"} 1.\na{n="2"} .5\na{n="3"} +1e+3\na{n="4"} -0\n',
      ['{n=1} 1', '{n=2} 0.5', '{n=3} 1000', '{n=4} 0'],
    ],
    [
      'infinity and NaN of every spelling',
      'a{n="1"} +inf\na{n="2"} -Infinity\na{n="3"} nan\na{n="4"} INF\n',
      ['{n=1} Infinity', '{n=2} -Infinity', '{n=3} NaN', '{n=4} Infinity'],
    ],
    [
      'the smallest and the largest',
      'a{n="1"} 5e-324\na{n="2"} 1.7976931348623157e+308\na{n="3"} 9223372036854775808\n',
      ['{n=1} 5e-324', '{n=2} 1.7976931348623157e+308', '{n=3} 9223372036854776000'],
    ],
    ['braces, commas and hashes in values', 'a{l="}{,# a 1",m="="} 1\n', ['{l=}{,# a 1,m==} 1']],
    ['NUL in a value', 'a{l="\0"} 1\n', ['{l=\0} 1']],
    ['names that begin with an underscore or have colons', '_:a:b{_l="v"} 1\n', ['{_l=v} 1']],
    [
      'the name of the metric in quotes, first or not',
      '{"a.b",l="1"} 1\n{ l = "2" , "a.b" } 2\n{"l.m"="3","a.b"} 3\n',
      ['{l=1} 1', '{l=2} 2', '{l.m=3} 3'],
    ],
    [
      'any character in quotes',
      '{"1 \\"ä\\" {€\\n}\\\\","\\n\'l\' \\""="6"} 1\n',
      ["{\n'l' \"=6} 1"],
    ],
    ['a classic label in quotes', 'a{"l"="v"} 1\n', ['{l=v} 1']],
  ])('%s', (_what, text, rows) => {
    expect(Object.values(familiesOf(text)).flatMap(({ rows: read }) => read)).toEqual(rows);
  });

  it.each([
    ['v', 'v'],
    [String.raw`\v`, String.raw`\v`],
    [String.raw`\\v`, String.raw`\v`],
    [String.raw`v\\`, 'v\\'],
    [String.raw`\n`, '\n'],
    [String.raw`\\n`, String.raw`\n`],
    [String.raw`\\\n`, '\\\n'],
    [String.raw`\"`, '"'],
    [String.raw`\\\"`, String.raw`\"`],
  ])('the label value %s', (written, value) => {
    for (const end of ['', '# EOF\n']) {
      const { families } = readPrometheus(`a{l="${written}",m="x"} 1\n${end}`);
      expect(families[0]?.labelValues).toEqual([value, 'x']);
    }
  });

  it.each([
    ['h', 'h', 'h'],
    [String.raw`\h`, String.raw`\h`, String.raw`\h`],
    [String.raw`h\ `, 'h\\ ', 'h\\ '],
    [String.raw`\\h`, String.raw`\h`, String.raw`\h`],
    [String.raw`h\\`, 'h\\', 'h\\'],
    [String.raw`\n`, '\n', '\n'],
    [String.raw`\\n`, String.raw`\n`, String.raw`\n`],
    [String.raw`\\\n`, '\\\n', '\\\n'],
    ['"', '"', '"'],
    [String.raw`\"`, String.raw`\"`, '"'],
    [String.raw`\\\"`, String.raw`\\"`, String.raw`\"`],
    ['a\0b', 'a\0b', 'a\0b'],
  ])('the help %s, of which only OpenMetrics escapes quotes', (written, text, inOpenMetrics) => {
    const page = `# HELP a ${written}\na 1\n`;
    expect(readPrometheus(page).families[0]?.help).toBe(text);
    expect(readPrometheus(`${page}# EOF\n`).families[0]?.help).toBe(inOpenMetrics);
  });

  it('comments of any kind, and metadata with blanks', () => {
    const page = `#
# plain
#HELP a no
# HELP
# HELPER a no
# UNIT (seconds) no
  #  TYPE\ta  \tgauge\t
\t# HELP  a   of it
a 1
# HELP for a family that has no rows
`;
    expect(familiesOf(page)).toEqual({ a: { type: 'gauge', help: 'of it', rows: ['{} 1'] } });
  });

  it('a summary whose rows are anywhere, and in any state', () => {
    const page = `# TYPE s summary
s{a="1",quantile="0.5"} 110
other -1 -2
s_count{a="1"} 42
s_sum{a="1"} 4711 2
other_sum{a="1"} 2001
s_count{b="2",a="1"} 5 5
s{a="1",b="2",quantile="-12.34"} NaN
s{a="1",quantile="0.9"} 140 1
`;
    expect(rowsOfPage(page)).toEqual([
      'unknown other{} -1 @-0.002',
      'unknown other_sum{a=1} 2001',
      'summary s{a=1,quantile=0.5} 110',
      'summary s{a=1,quantile=0.9} 140 @0.001',
      'summary s_sum{a=1} 4711 @0.002',
      'summary s_count{a=1} 42',
      'summary s{a=1,b=2,quantile=-12.34} NaN',
      'summary s_count{a=1,b=2} 5 @0.005',
    ]);
  });

  it.each(['gaugehistogram', 'gauge_histogram'])('a %s, as gauges', (type) => {
    const page = `# TYPE g ${type}\ng_bucket{le="+Inf"} 2693.5\ng_sum 1.5\ng_count 2693.5\n`;
    expect(rowsOfPage(page)).toEqual([
      'gauge g_bucket{le=+Inf} 2693.5',
      'gauge g_count{} 2693.5',
      'gauge g_sum{} 1.5',
    ]);
  });
});

describe('the text format refuses', () => {
  it.each([
    ['a 1\nb 2', 'is truncated: its last line has no line end'],
    ['a\n', 'at 1:2: expected a value and at most a timestamp, found ""'],
    ['a{l="x\ny"} 1\n', 'at 1:4: expected ="..." after the label "l"'],
    ['a{@="x"} 1\n', 'at 1:3: expected a label, found "@"'],
    ['a{l+="x"} 1\n', 'at 1:4: expected ="..." after the label "l"'],
    ['a{l=x} 1\n', 'at 1:4: expected ="..." after the label "l"'],
    ["a{l='x'} 1\n", 'at 1:4: expected ="..." after the label "l"'],
    ['a{l="x"+} 1\n', 'at 1:8: expected "," or "}", found "+"'],
    ['a{="x"} 1\n', 'at 1:3: expected a label, found "="'],
    ['a{,l="x"} 1\n', 'at 1:3: expected a label, found ","'],
    ['a{l="x",,} 1\n', 'at 1:9: expected a label, found ","'],
    ['a{l="x",l="x"} 1\n', 'at 1:14: the label "l" is there twice'],
    ['a{l="x",__name__="y"} 1\n', 'at 1:21: the label "__name__" is the name of the metric itself'],
    ['a{l="x"} 1 2.72\n', 'at 1:12: expected a timestamp in whole milliseconds, found "2.72"'],
    ['a 1 1e3\n', 'at 1:5: expected a timestamp in whole milliseconds, found "1e3"'],
    ['a 1 NaN\n', 'at 1:5: expected a timestamp in whole milliseconds, found "NaN"'],
    ['a 1 2 3\n', 'at 1:2: expected a value and at most a timestamp, found " 1 2 3"'],
    ['a 1_2\n', 'at 1:3: "1_2" is not a number'],
    ['a 0x1p-3\n', 'at 1:3: "0x1p-3" is not a number'],
    ['a 0b1\n', 'at 1:3: "0b1" is not a number'],
    ['a -1e400\n', 'at 1:3: "-1e400" is beyond the numbers that there are'],
    ['a true\n', 'at 1:3: "true" is not a number'],
    ['@a{l="x"} 1\n', 'at 1:1: expected the name of a metric, found "@"'],
    ['0a 1\n', 'at 1:1: expected the name of a metric, found "0a"'],
    ['a-5 1\n', 'at 1:2: expected a value and at most a timestamp, found "-5 1"'],
    ['a.b 1\n', 'at 1:2: expected a value and at most a timestamp, found ".b 1"'],
    [
      'a\0{l="x"} 1\n',
      'at 1:2: expected a value and at most a timestamp, found "\\u0000{l=\\"x\\"} 1"',
    ],
    ['{l="x"} 1\n', 'at 1:1: expected the name of a metric, found "{"'],
    ['{"a.b","c.d"} 1\n', 'at 1:13: expected ="..." after the label "c.d"'],
    ['{"a.b".l="x"} 1\n', 'at 1:7: expected "," or "}", found ".l"'],
    ['{"a\nb"} 1\n', 'at 1:2: expected a label, found "\\""'],
    ['{""} 1\n', 'at 1:4: expected a name in the quotes'],
    ['a{""="x"} 1\n', 'at 1:9: expected a name in the quotes'],
    ['{"a", "b = "c"}\n', 'at 1:13: expected ="..." after the label "b = "'],
    ['# TYPE a\n', 'at 1:1: the type "" of a is not known'],
    ['# TYPE a bla\n', 'at 1:1: the type "bla" of a is not known'],
    ['# TYPE a-b gauge\n', 'at 1:8: expected the name of a metric, found "a-b"'],
    ['# HELP # x\n', 'at 1:8: expected the name of a metric, found "#"'],
    ['# HELP "" x\n', 'at 1:8: expected the name of a metric, found ""'],
  ])('%j', (text, message) => {
    expect(problemOf(() => readPrometheus(text))).toBe(`Prometheus text ${message}`);
  });
});

describe('OpenMetrics takes', () => {
  it.each<[what: string, lines: string[], rows: string[]]>([
    ['nothing', [], []],
    [
      'timestamps of every spelling',
      [
        'a{n="1"} 1 000',
        'a{n="2"} 1 0.0',
        'a{n="3"} 1 1.1',
        'a{n="4"} 1 1.5e3',
        'a{n="5"} 1 -1.5',
        'a{n="6"} 1 12345678901234567890.1234567890',
      ],
      [
        '{n=1} 1 @0',
        '{n=2} 1 @0',
        '{n=3} 1 @1.1',
        '{n=4} 1 @1500',
        '{n=5} 1 @-1.5',
        '{n=6} 1 @12345678901234567000',
      ],
    ],
    ['a comma after the last label', ['a{l="x",} 1'], ['{l=x} 1']],
    [
      'exemplars on a count, and with names in quotes',
      [
        '# TYPE h histogram',
        'h_bucket{le="+Inf"} 1 # {} 4',
        'h_count 1 # {"i.d"="x",o="y"} 4 123.5',
      ],
      ['_bucket{le=+Inf} 1 # {} 4', '_count{} 1 # {i.d=x,o=y} 4 @123.5'],
    ],
    [
      'hashes in values',
      ['a_total{l="x # {y=\\"z\\"} 1"} 1 # {m="n # {"} 2'],
      ['{l=x # {y="z"} 1} 1 # {m=n # {} 2'],
    ],
    [
      'bounds as they are written',
      [
        '# TYPE h histogram',
        'h_bucket{le="0"} 0',
        'h_bucket{le="1e-04"} 1',
        'h_bucket{le="1.0E1"} 2',
        'h_bucket{le="+Inf"} 3',
      ],
      ['_bucket{le=0} 0', '_bucket{le=1e-04} 1', '_bucket{le=1.0E1} 2', '_bucket{le=+Inf} 3'],
    ],
    [
      'an info and a counter called like their samples',
      [
        '# TYPE i_info info',
        'i_info{v="1"} 1',
        '# TYPE c_total counter',
        'c_total 2',
        'c_created 3',
      ],
      ['{} 2', '{v=1} 1'],
    ],
    [
      'a counter whose name ends in _total already',
      ['# TYPE c_total counter', 'c_total_total 2', 'c_total_created 3'],
      ['{} 2'],
    ],
    ['_created without a type, which is a metric', ['c_created 3'], ['{} 3']],
    ['a gauge called _created', ['# TYPE g_created gauge', 'g_created 17'], ['{} 17']],
    [
      'UTF-8 names with their unit and without _created',
      [
        '# TYPE "s.x_seconds" summary',
        '# UNIT "s.x_seconds" seconds',
        '{"s.x_seconds",quantile="0.5"} 1',
        '{"s.x_seconds_sum"} 2',
        '{"s.x_seconds_created"} 3',
      ],
      ['{quantile=0.5} 1', '_sum{} 2'],
    ],
    [
      'what breaks the rules of its type',
      [
        '# TYPE c counter',
        'c_total -1',
        '# TYPE h histogram',
        'h_bucket{le="1"} 2',
        'h_count 1',
        '# TYPE i info',
        'i_info 2',
      ],
      ['{} -1', '_bucket{le=1} 2', '_count{} 1', '{} 2'],
    ],
    ['metadata after samples, and twice', ['a 1', '# TYPE a gauge', '# TYPE a gauge'], ['{} 1']],
    ['an empty help and an empty unit', ['# HELP a ', '# UNIT a ', 'a 1'], ['{} 1']],
  ])('%s', (_what, lines, rows) => {
    const families = Object.values(familiesOf(openMetrics(...lines)));
    expect(families.flatMap(({ rows: read }) => read)).toEqual(rows);
  });
});

describe('OpenMetrics refuses', () => {
  it.each([
    ['', '1:1: expected the name of a metric, found the end'],
    [' a 1', '1:1: expected the name of a metric, found "a"'],
    ['a  1', '1:2: expected a value and at most a timestamp, found "  1"'],
    ['a\t1', '1:2: expected a value and at most a timestamp, found "\\t1"'],
    ['a 1 ', '1:2: expected a value and at most a timestamp, found " 1 "'],
    ['a 1\t', '1:2: expected a value and at most a timestamp, found " 1\\t"'],
    ['a 1 2 ', '1:2: expected a value and at most a timestamp, found " 1 2 "'],
    ['a 1 2 3', '1:2: expected a value and at most a timestamp, found " 1 2 3"'],
    ['a{l="x"}1', '1:9: expected a value and at most a timestamp, found "1"'],
    ['a {l="x"} 1', '1:3: "{l=\\"x\\"}" is not a number'],
    ['a{ l="x"} 1', '1:3: expected a label, found " "'],
    ['a{l ="x"} 1', '1:4: expected ="..." after the label "l"'],
    ['a{l="x" } 1', '1:8: expected "," or "}", found " "'],
    ['a{l="x", m="y"} 1', '1:9: expected a label, found " "'],
    ['a{l="x",,m="y"} 1', '1:9: expected a label, found ","'],
    ['a 1 z', '1:5: expected a timestamp in seconds, found "z"'],
    ['a 1 1.1.1', '1:5: expected a timestamp in seconds, found "1.1.1"'],
    ['a 1 NaN', '1:5: expected a timestamp in seconds, found "NaN"'],
    ['a 1 -Inf', '1:5: expected a timestamp in seconds, found "-Inf"'],
    ['a 1 1_2', '1:5: expected a timestamp in seconds, found "1_2"'],
    ['a 1 0x1p-3', '1:5: expected a timestamp in seconds, found "0x1p-3"'],
    ['a 1 #', '1:6: expected the labels of an exemplar in braces, found the end'],
    ['a 1#  {} 1', '1:2: expected a value and at most a timestamp, found " 1#  {} 1"'],
    ['a 1 #{} 1', '1:2: expected a value and at most a timestamp, found " 1 #{} 1"'],
    ['a 1 # {}1', '1:9: expected the value of an exemplar and at most a timestamp, found "1"'],
    ['a 1 # {} 1 ', '1:9: expected the value of an exemplar and at most a timestamp, found " 1 "'],
    ['a 1 # {} 1 NaN', '1:12: expected a timestamp in seconds, found "NaN"'],
    ['a 1 # {b} 1', '1:9: expected ="..." after the label "b"'],
    ['a 1 # {b="c",,d="e"} 1', '1:14: expected a label, found ","'],
    ['a 1 # {b="c"} 1_2', '1:15: "1_2" is not a number'],
    ['#', '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"'],
    ['# FOO a x', '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"'],
    ['# HELP a', '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"'],
    [
      '# TYPE  a gauge',
      '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"',
    ],
    [
      '#  TYPE a gauge',
      '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"',
    ],
    [' # HELP a x', '1:1: expected the name of a metric, found "#"'],
    ['# TYPE a gauge ', '1:1: the type "gauge " of a is not known'],
    ['# TYPE a  gauge', '1:1: the type " gauge" of a is not known'],
    ['# TYPE a untyped', '1:1: the type "untyped" of a is not known'],
    ['# UNIT a.b b', '1:8: expected the name of a metric, found "a.b"'],
    [
      '# UNIT a s',
      '1:1: expected a unit that is the end of the name, found "s", which a does not end in',
    ],
    [
      '# UNIT as s',
      '1:1: expected a unit that is the end of the name, found "s", which as does not end in',
    ],
    ['# EOFa', '1:1: expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"'],
  ])('%j', (line, message) => {
    expect(problemOf(() => readPrometheus(`${line}\n# EOF\n`))).toBe(
      `Prometheus text at ${message}`,
    );
  });

  it.each(['# EOF\n\n', '# EOF\na 1\n', '# EOF\n# EOF\n'])('anything after its end: %j', (text) => {
    expect(problemOf(() => readPrometheus(text))).toBe(
      'Prometheus text at 2:1: expected nothing after "# EOF"',
    );
  });

  it.each(['', '\n', 'a 1\n', 'a 1\n# EOFa\n'])('a page without its end: %j', (text) => {
    expect(problemOf(() => readPrometheus(text, { saidOpenMetrics: true }))).toBe(
      'OpenMetrics is truncated: it does not end in "# EOF"',
    );
  });
});
