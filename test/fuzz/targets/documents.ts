import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDecode, type DecodeOptions } from '../../../src/decode/decode.ts';
import { DecodeError } from '../../../src/decode/error.ts';
import { seedsOf, type Target } from '../target.ts';

const examples = join(import.meta.dirname, '../../../examples');
const longestExample = 4000;

const numbers = ['0', '-1', '1e999', '-0.0', '9007199254740993', '0x1F', 'NaN', '+Inf', '1_000'];
const blanks = [' ', '\t', '\r\n', '\n', '\0', '\u00a0', '\ufeff', '\u2028', '😀', '\u001b'];

const words: Readonly<Record<string, readonly string[]>> = {
  json: ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', '\\ud800', '"__proto__":', 'null'],
  yaml: [
    '- ',
    ': ',
    '&a ',
    '*a',
    '<<: *a',
    '!!set ',
    '? ',
    '|',
    '>',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  xml: [
    '<',
    '>',
    '</a>',
    '<a>',
    '&amp;',
    '&#0;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?x?>',
    'xmlns:',
  ],
  csv: [',', ';', '"', '""', '\r', '#'],
  text: ['a', '\n'],
  prometheus: [
    '# TYPE a counter\n',
    '# HELP a ',
    '# UNIT a s\n',
    '# EOF\n',
    '{',
    '}',
    '="',
    '"',
    ',',
  ],
};

const samples: Readonly<Record<string, readonly string[]>> = {
  json: ['{"a":[1,2.5e3,"x\\n",null,true],"b":{"c":{}}}', '[]', '"\\ud83d\\ude00"', '-0.1E-2'],
  ndjson: ['{"a":1}\n{"a":2}\n', '1\n\n2', '[1]\r\nnull\n'],
  yaml: [
    'a: &x [1, {b: c}]\nd: *x\n',
    '- |\n  text\n- >-\n  more\n',
    '--- 1\n--- 2\n',
    'a: {<<: {b: 1}}',
  ],
  xml: [
    '<r a="1"><b>x</b><b/></r>',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>',
  ],
  csv: ['a,b\n1,2\n"x ""y""",3\n', 'a;b\r\n1;2\r\n', 'a\tb\n1\t2\n'],
  text: ['Temp core0: +41.5\nTemp core1: +42\n', 'one\r\ntwo'],
  prometheus: [
    '# HELP a Help \\n.\n# TYPE a counter\na_total{b="c\\"",d="e"} 1 1700000000000\n',
    '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
    '{"utf.8","label name"="x"} 1\n',
  ],
};

function documentTarget(
  name: string,
  kind: string,
  options: DecodeOptions,
  contentType?: string,
): Target {
  const decode = createDecode(options);
  const found = globSync(`*/*.${kind === 'prometheus' ? 'prom' : kind}`, { cwd: examples })
    .map((file) => readFileSync(join(examples, file)))
    .filter(({ length }) => length < longestExample);
  return {
    name,
    seeds: [...seedsOf(samples[kind] ?? []), ...found],
    words: [...(words[kind === 'ndjson' ? 'json' : kind] ?? []), ...numbers, ...blanks],
    run: (input) => decode(input, { contentType, path: undefined }),
    isFault: (error) => !(error instanceof DecodeError),
  };
}

export const documentTargets: readonly Target[] = [
  documentTarget('json', 'json', 'json'),
  documentTarget('ndjson', 'ndjson', 'ndjson'),
  documentTarget('yaml', 'yaml', 'yaml'),
  documentTarget('csv', 'csv', { csv: { comment: '#' } }),
  documentTarget('csv-columns', 'csv', { csv: { header: false, columns: ['a', 'b'] } }),
  documentTarget('xml', 'xml', { xml: { arrays: ['r.b'] } }),
  documentTarget('text', 'text', 'text'),
  documentTarget('text-pattern', 'text', { text: { pattern: '(?P<a>\\w+): (?P<b>[+-.0-9]+)' } }),
  documentTarget('prometheus', 'prometheus', 'prometheus', 'text/plain; version=0.0.4'),
  documentTarget('openmetrics', 'prometheus', 'prometheus', 'application/openmetrics-text'),
];
