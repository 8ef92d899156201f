import { describe, expect, it } from 'vitest';

import { readPrometheus } from '../../src/decode/prometheus.ts';
import { compileSelection } from '../../src/decode/select-families.ts';
import { familiesOf, rowsOf } from './family-rows.ts';
import { problemOf } from './problem-of.ts';

const nodePage = String.raw`# HELP go_gc_duration_seconds A summary of the pause duration of garbage collection cycles.
# TYPE go_gc_duration_seconds summary
go_gc_duration_seconds{quantile="0"} 2.4833e-05
go_gc_duration_seconds{quantile="1"} 0.000191834
go_gc_duration_seconds_sum 0.015346458
go_gc_duration_seconds_count 287
# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.
# TYPE node_cpu_seconds_total counter
node_cpu_seconds_total{cpu="0",mode="idle"} 1.30893917e+06
node_cpu_seconds_total{cpu="0",mode="iowait"} 1214.28
# HELP node_filesystem_avail_bytes Filesystem space, \\ and\nnewline "quoted".
# TYPE node_filesystem_avail_bytes gauge
node_filesystem_avail_bytes{device="C:\\data",mountpoint="/a \"b\"\n"} 3.4e+10 1700000000123

# a comment
# TYPE node_thing untyped
node_thing NaN
node_other{} -Inf
	http_request_duration_seconds_bucket { le = "+Inf" , code = "200", } 3
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_count{code="200"} 3
http_request_duration_seconds_bucket{code="200",le="0.1"} 2
http_request_duration_seconds_sum{code="200"} +Inf
http_request_duration_seconds_bucket{code="500",le="+Inf"} 0
`;

const openMetricsPage = String.raw`# TYPE foo_seconds counter
# UNIT foo_seconds seconds
# HELP foo_seconds Time \"spent\".
foo_seconds_total{a="1"} 17.0 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.5
foo_seconds_created{a="1"} 1520430000.123
# TYPE build info
build_info{version="1.2"} 1.0
# TYPE state stateset
state{state="open"} 1
state{state="shut"} 0
# TYPE size histogram
size_bucket{le="1.0"} 1 # {} 0.5
size_bucket{le="+Inf"} 2 # {a="#"} 0.5 1.0
size_count 2
size_sum 3.5
size_created 1.0
# TYPE queue gaugehistogram
queue_bucket{le="+Inf"} 4
queue_gcount 4
queue_gsum 9
# TYPE thing unknown
thing 1
# EOF
`;

describe('a page in the text format', () => {
  it('is its families, with the rows of a distribution side by side', () => {
    expect(familiesOf(nodePage)).toEqual({
      go_gc_duration_seconds: {
        type: 'summary',
        help: 'A summary of the pause duration of garbage collection cycles.',
        rows: [
          '{quantile=0} 0.000024833',
          '{quantile=1} 0.000191834',
          '_sum{} 0.015346458',
          '_count{} 287',
        ],
      },
      node_cpu_seconds_total: {
        type: 'counter',
        help: 'Seconds the CPUs spent in each mode.',
        rows: ['{cpu=0,mode=idle} 1308939.17', '{cpu=0,mode=iowait} 1214.28'],
      },
      node_filesystem_avail_bytes: {
        type: 'gauge',
        help: 'Filesystem space, \\ and\nnewline "quoted".',
        rows: ['{device=C:\\data,mountpoint=/a "b"\n} 34000000000 @1700000000.123'],
      },
      node_thing: { type: 'unknown', rows: ['{} NaN'] },
      node_other: { type: 'unknown', rows: ['{} -Infinity'] },
      http_request_duration_seconds: {
        type: 'histogram',
        rows: [
          '_bucket{code=200,le=+Inf} 3',
          '_bucket{code=200,le=0.1} 2',
          '_sum{code=200} Infinity',
          '_count{code=200} 3',
          '_bucket{code=500,le=+Inf} 0',
        ],
      },
    });
  });

  it('has its families sorted by name, and labels by name within', () => {
    const { families } = readPrometheus('z 1\na{y="1",x="2"} 1\na{x="3"} 2\n');
    expect(families).toEqual([
      {
        name: 'a',
        help: '',
        type: 'unknown',
        labelNames: ['x', 'y'],
        labelValues: ['2', '1', '3', ''],
        values: Float64Array.of(1, 2),
      },
      {
        name: 'z',
        help: '',
        type: 'unknown',
        labelNames: [],
        labelValues: [],
        values: Float64Array.of(1),
      },
    ]);
  });

  it('keeps the first row of a series that is there twice, an empty label being none', () => {
    expect(readPrometheus('a{b=""} 1\na 2\na{c="",b="x"} 3\na{b="x"} 4\n')).toMatchObject({
      families: [{ values: Float64Array.of(1, 3) }],
      duplicates: 2,
    });
  });

  it('has names in quotes as they are', () => {
    expect(
      familiesOf('# TYPE "my.metric" counter\n{"my.metric","a.b"="x\\"y",c="z"} 1\n{"1st"} 2\n'),
    ).toEqual({
      'my.metric': { type: 'counter', rows: ['{a.b=x"y,c=z} 1'] },
      '1st': { type: 'unknown', rows: ['{} 2'] },
    });
  });

  it.each(['', '\n', '# nothing\n'])('may be empty: %j', (text) => {
    expect(readPrometheus(text)).toEqual({ families: [], duplicates: 0 });
  });

  it('may have line ends of Windows', () => {
    expect(familiesOf('# TYPE a gauge\r\na{b="c"} 1 2000\r\n')).toEqual({
      a: { type: 'gauge', rows: ['{b=c} 1 @2'] },
    });
  });
});

describe('a page in OpenMetrics', () => {
  it('is its families by the names of their samples', () => {
    expect(familiesOf(openMetricsPage)).toEqual({
      foo_seconds_total: {
        type: 'counter',
        unit: 'seconds',
        help: 'Time "spent".',
        rows: ['{a=1} 17 @1520879607.789 # {trace_id=KOO5S4vxi0o} 0.67 @1520879607.5'],
      },
      build_info: { type: 'info', rows: ['{version=1.2} 1'] },
      state: { type: 'stateset', rows: ['{state=open} 1', '{state=shut} 0'] },
      size: {
        type: 'histogram',
        rows: [
          '_bucket{le=1.0} 1 # {} 0.5',
          '_bucket{le=+Inf} 2 # {a=#} 0.5 @1',
          '_sum{} 3.5',
          '_count{} 2',
        ],
      },
      queue_bucket: { type: 'gauge', rows: ['{le=+Inf} 4'] },
      queue_gcount: { type: 'gauge', rows: ['{} 4'] },
      queue_gsum: { type: 'gauge', rows: ['{} 9'] },
      thing: { type: 'unknown', rows: ['{} 1'] },
    });
  });
});

describe('an exemplar', () => {
  it.each([
    ['{a="b"} 1', '{a=b} 1'],
    ['{a="b",} 1', '{a=b} 1'],
    ['{a="}\\" # {",c="\\n"} -Inf', '{a=}" # {,c=\n} -Infinity'],
    ['{a="b"} 1e3 1.520879607789e+09', '{a=b} 1000 @1520879607.789'],
    ['{"trace.id"="b"} 0', '{trace.id=b} 0'],
    [`{a="${'x'.repeat(127)}"} 1`, `{a=${'x'.repeat(127)}} 1`],
    [`{ab="${'😀'.repeat(126)}"} 1`, `{ab=${'😀'.repeat(126)}} 1`],
  ])('is read: %s', (written, read) => {
    const page = `# TYPE a counter\na_total 2 # ${written}\na_created 1 # ${written}\n# EOF\n`;
    expect(familiesOf(page)).toEqual({ a_total: { type: 'counter', rows: [`{} 2 # ${read}`] } });
  });

  it('stays with its row, whatever the order and the duplicates', () => {
    const page = `# TYPE h histogram
h_count 3
h_bucket{le="+Inf"} 3 # {t="2"} 9
h_bucket{le="+Inf"} 4 # {t="3"} 9
h_bucket{le="1"} 1
h_sum 9
# EOF
`;
    expect(familiesOf(page)).toMatchObject({
      h: {
        rows: ['_bucket{le=+Inf} 3 # {t=2} 9', '_bucket{le=1} 1', '_sum{} 9', '_count{} 3'],
      },
    });
  });

  it('has no column where there is none', () => {
    expect(readPrometheus('a 1\n# EOF\n').families[0]).not.toHaveProperty('exemplars');
  });

  it.each([
    ['#', '12: expected the labels of an exemplar in braces, found the end'],
    ['# trace', '13: expected the labels of an exemplar in braces, found "trace"'],
    ['# {a="b"}', '20: expected the value of an exemplar and at most a timestamp, found ""'],
    ['# {a="b"} x', '21: "x" is not a number'],
    ['# {a="b"} 1 x', '23: expected a timestamp in seconds, found "x"'],
    [
      '# {a="b"} 1 2 3',
      '20: expected the value of an exemplar and at most a timestamp, found " 1 2 3"',
    ],
    ['# {a="b"} 1 # {c="d"} 1', '25: expected nothing after an exemplar'],
    ['# {a=b} 1', '15: expected ="..." after the label "a"'],
    ['# {"a"} 1', '17: expected ="..." after the label "a"'],
    ['# {a="b" 1', '19: expected "," or "}", found " "'],
    ['# {a="b",a="c"} 1', '25: the label "a" is there twice'],
    [
      `# {a="${'x'.repeat(128)}"} 1`,
      '13: the names and values of an exemplar have 129 characters, more than the 128 of OpenMetrics',
    ],
  ])('is refused: %s', (written, message) => {
    const page = `# TYPE a counter\na_total 1 ${written}\n# EOF\n`;
    expect(problemOf(() => readPrometheus(page))).toBe(`Prometheus text at 2:${message}`);
  });

  it('is refused in the text format, which has none', () => {
    expect(problemOf(() => readPrometheus('a 1 # {b="c"} 1\n'))).toBe(
      'Prometheus text at 1:7: expected no exemplar: only OpenMetrics has them, which ends in "# EOF"',
    );
  });
});

describe('a bad page', () => {
  it.each([
    ['a 1', 'is truncated: its last line has no line end'],
    ['a 1\nb\n', 'at 2:2: expected a value and at most a timestamp, found ""'],
    ['a 1 2 3\n', 'at 1:2: expected a value and at most a timestamp, found " 1 2 3"'],
    ['a x\n', 'at 1:3: "x" is not a number'],
    ['a 0x10\n', 'at 1:3: "0x10" is not a number'],
    ['a{b="1" 1\n', 'at 1:9: expected "," or "}", found "1"'],
    ['a{b="1"c="2"} 1\n', 'at 1:8: expected "," or "}", found "c"'],
    ['a{b=1} 1\n', 'at 1:4: expected ="..." after the label "b"'],
    ['a{b="1\n', 'at 1:4: expected ="..." after the label "b"'],
    ['a{b="1",b="2"} 1\n', 'at 1:14: the label "b" is there twice'],
    ['a{__name__="b"} 1\n', 'at 1:15: the label "__name__" is the name of the metric itself'],
    ['a{"b"} 1\n', 'at 1:6: expected ="..." after the label "b"'],
    ['a 1 1.2\n', 'at 1:5: expected a timestamp in whole milliseconds, found "1.2"'],
    ['a 1 2# x\n', 'at 1:2: expected a value and at most a timestamp, found " 1 2# x"'],
    ['a{,} 1\n', 'at 1:3: expected a label, found ","'],
    ['{b="1"} 1\n', 'at 1:1: expected the name of a metric, found "{"'],
    ['<html>\n', 'at 1:1: expected the name of a metric, found "<"'],
    ['a 1\n# TYPE a percentage\n', 'at 2:1: the type "percentage" of a is not known'],
    [
      '# TYPE a gauge\n# TYPE a counter\n',
      'at 2:1: the type of a is set twice, to gauge and now counter',
    ],
    ['# TYPE a histogram\na 1\n', 'at 2:1: expected a_bucket, _sum or _count, as a is a histogram'],
    ['a 1\n# EOF\n\nb 1\n', 'at 3:1: expected nothing after "# EOF"'],
  ])('is refused: %j', (text, message) => {
    expect(problemOf(() => readPrometheus(text))).toBe(`Prometheus text ${message}`);
  });

  it('is refused when it is OpenMetrics and does not say where it ends', () => {
    const page = '# TYPE a counter\na_total 1\n';
    expect(problemOf(() => readPrometheus(page, { saidOpenMetrics: true }))).toBe(
      'OpenMetrics is truncated: it does not end in "# EOF"',
    );
    expect(readPrometheus(`${page}# EOF`, { saidOpenMetrics: true })).toEqual(
      readPrometheus(`${page}# EOF\n`),
    );
  });

  it('is refused when a sample has too many labels', () => {
    const labels = Array.from({ length: 501 }, (_, index) => `l${index}="x"`);
    expect(problemOf(() => readPrometheus(`a{${labels.join(',')}} 1\n`))).toMatch(
      /^Prometheus text at 1:\d+: has more than 500 labels$/,
    );
  });

  it('is refused before it takes memory when its samples have few of its many labels', () => {
    const page = Array.from({ length: 4000 }, (_, index) => `a{l${index}="x"} 1\n`).join('');
    const before = process.memoryUsage().heapUsed;
    expect(problemOf(() => readPrometheus(page, { samples: 100_000 }))).toBe(
      'Prometheus text: with a (4000 label names in 4000 samples) the page has 16000000 label values, absent ones ' +
        'included, more than 20 for each of limits.samples (100000): leave it out by `drop`, or raise limits.samples',
    );
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });

  it('is refused when all of its families together have too many label values', () => {
    const page = sparse('a') + sparse('b') + sparse('c');
    expect(readPrometheus(page, { samples: 1215 }).families).toHaveLength(3);
    expect(problemOf(() => readPrometheus(page, { samples: 1214 }))).toMatch(
      /^Prometheus text: with c \(90 label names in 90 samples\) the page has 24300 label values/,
    );
    const selection = compileSelection({ drop: ['a'] });
    expect(readPrometheus(page, { samples: 1, selection }).families).toHaveLength(2);
  });
});

/** Samples of a family, each with a label name of its own. */
function sparse(name: string): string {
  return Array.from({ length: 90 }, (_, index) => `${name}{l${index}="x"} 1\n`).join('');
}

describe('a selection of families', () => {
  const page = 'node_cpu 1\nnode_disk{site="own"} 2\nnode_disk 3\ngo_gc 4\n';
  const select = (selection: Parameters<typeof compileSelection>[0], text = page) =>
    readPrometheus(text, { selection: compileSelection(selection) });
  const names = (selection: Parameters<typeof compileSelection>[0]): string[] =>
    select(selection).families.map(({ name }) => name);

  it('keeps and drops by the whole name', () => {
    expect(names({})).toEqual(['go_gc', 'node_cpu', 'node_disk']);
    expect(names({ keep: ['node_.*'] })).toEqual(['node_cpu', 'node_disk']);
    expect(names({ keep: ['node'] })).toEqual([]);
    expect(names({ drop: ['go_.*', 'node_disk'] })).toEqual(['node_cpu']);
    expect(names({ keep: ['node_.*'], drop: ['.*cpu'] })).toEqual(['node_disk']);
    expect(names({ keep: [] })).toEqual([]);
  });

  it('adds labels to the samples that have not got them', () => {
    const [, cpu, disk] = select({ labels: { site: 'a', rack: 'r' } }).families;
    expect(cpu && rowsOf(cpu)).toEqual(['{rack=r,site=a} 1']);
    expect(disk && rowsOf(disk)).toEqual(['{rack=r,site=own} 2', '{rack=r,site=a} 3']);
  });

  it('keeps exemplars with their samples', () => {
    const text = 'a{b="1"} 1\na{b="2"} 2 # {t="x"} 3\n# EOF\n';
    const [family] = select({ labels: { site: 'n' } }, text).families;
    expect(family && rowsOf(family)).toEqual(['{b=1,site=n} 1', '{b=2,site=n} 2 # {t=x} 3']);
  });

  it('leaves out duplicates of families that it keeps, and counts no others', () => {
    const text = 'a 1\na 2\nb 1\nb 2\n';
    expect(select({}, text).duplicates).toBe(2);
    expect(select({ drop: ['b'] }, text).duplicates).toBe(1);
  });

  it('refuses a pattern that is none', () => {
    expect(() => compileSelection({ keep: ['('] })).toThrow('error parsing regexp');
  });
});
