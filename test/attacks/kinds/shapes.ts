import type { Attack } from '../harness/attack.ts';
import { gauge, range, tooCostly } from '../harness/answers.ts';

const kibibyte = 1024;

/** A document and how it is decoded. */
interface Shape {
  readonly decode: unknown;
  readonly document: () => string;
  /** What is wrong with it; by default it is right, but may cost too much. */
  readonly message?: RegExp;
}

const tooDeep = /is nested deeper than 100 (?:levels|elements)/;

const nested: Readonly<Record<string, Shape>> = {
  json_lists: { decode: 'json', document: () => '['.repeat(1_000_000), message: tooDeep },
  json_objects: { decode: 'json', document: () => '{"a":'.repeat(200_000), message: tooDeep },
  json_closed: {
    decode: 'json',
    document: () => `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
    message: tooDeep,
  },
  ndjson: { decode: 'ndjson', document: () => `${'['.repeat(1_000_000)}\n`, message: tooDeep },
  xml: { decode: 'xml', document: () => '<a>'.repeat(160_000), message: tooDeep },
  xml_closed: {
    decode: 'xml',
    document: () => `${'<a>'.repeat(70_000)}${'</a>'.repeat(70_000)}`,
    message: tooDeep,
  },
  yaml_flow: { decode: 'yaml', document: () => '['.repeat(100_000), message: tooDeep },
  yaml_block: { decode: 'yaml', document: () => `${'- '.repeat(60_000)}1`, message: tooDeep },
  yaml_indent: {
    decode: 'yaml',
    document: () => range(480, (depth) => `${' '.repeat(depth)}a:\n`).join(''),
    message: tooDeep,
  },
};

const sized: Readonly<Record<string, Shape>> = {
  json_keys: {
    decode: 'json',
    document: () => `{${range(150_000, (key) => `"k${key}":1`).join(',')}}`,
  },
  json_same_key: { decode: 'json', document: () => `{${'"v":1,'.repeat(300_000)}"v":2}` },
  json_long_key: { decode: 'json', document: () => `{"${'k'.repeat(2_000_000)}":1}` },
  json_long_number: { decode: 'json', document: () => `{"v":${'1'.repeat(1_900_000)}}` },
  json_long_fraction: { decode: 'json', document: () => `{"v":0.${'1'.repeat(1_900_000)}}` },
  json_exponent: { decode: 'json', document: () => `{"v":1e${'9'.repeat(1_900_000)}}` },
  json_escapes: { decode: 'json', document: () => `{"v":"${'\\u0000'.repeat(330_000)}"}` },
  json_empty_lists: { decode: 'json', document: () => `[${'[],'.repeat(690_000)}[]]` },
  json_indexes: {
    decode: 'json',
    document: () => `{${range(100_000, (key) => `"${4_294_967_294 - key * 7}":1`).join(',')}}`,
  },
  json_proto: { decode: 'json', document: () => `{${'"__proto__":{"v":1},'.repeat(90_000)}"v":1}` },
  ndjson_digits: { decode: 'ndjson', document: () => '1\n'.repeat(1_000_000) },
  ndjson_bad: {
    decode: 'ndjson',
    message: /NDJSON has more than 1000 malformed lines/,
    document: () => '{\n'.repeat(1_000_000),
  },
  xml_elements: { decode: 'xml', document: () => `<r>${'<a b=""/>'.repeat(56_000)}</r>` },
  xml_attributes: {
    decode: 'xml',
    message: /an element has more than 10000 attributes/,
    document: () => `<r ${range(40_000, (index) => `a${index}=""`).join(' ')}/>`,
  },
  xml_same_attribute: {
    decode: 'xml',
    document: () => `<r ${'a="" '.repeat(100_000)}/>`,
    message: /an element has more than 10000 attributes/,
  },
  xml_entities: {
    decode: 'xml',
    message: /the entity "&i;" is not known/,
    document: () =>
      `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(1000)}">${range(8, (n) => `<!ENTITY ${'bcdefghi'[n]} "${`&${'abcdefgh'[n]};`.repeat(10)}">`).join('')}]><r>&i;</r>`,
  },
  xml_comment: {
    decode: 'xml',
    document: () => `<r><!--${'-'.repeat(500_000)}`,
    message: /malformed comment/,
  },
  xml_references: { decode: 'xml', document: () => `<r>${'&#x41;'.repeat(85_000)}</r>` },
  yaml_aliases: {
    decode: 'yaml',
    message: /aliases expand to more than 1000000 values/,
    document: () =>
      `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${range(12, (n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(10)}]\n`).join('')}`,
  },
  yaml_maps: { decode: 'yaml', document: () => `[${'{},'.repeat(43_000)}{}]` },
  yaml_directives: {
    decode: 'yaml',
    document: () => '%A\n'.repeat(43_000),
    message: /YAML is empty|takes more memory to read than available/,
  },
  yaml_merge: {
    decode: 'yaml',
    message: /aliases expand to more than 1000000 values/,
    document: () =>
      `a: &a {${range(2000, (n) => `k${n}: 1`).join(', ')}}\nb:\n${'  - { <<: *a }\n'.repeat(5000)}`,
  },
  yaml_same_key: { decode: 'yaml', document: () => 'v: 1\n'.repeat(25_000) },
  yaml_anchors: { decode: 'yaml', document: () => range(9000, (n) => `- &a${n} 1\n`).join('') },
  text_lines: { decode: 'text', document: () => '\n'.repeat(2000 * kibibyte) },
  text_pattern: {
    decode: { text: { pattern: '(?P<a>.)' } },
    document: () => 'a'.repeat(127 * kibibyte),
  },
  text_hard_pattern: {
    decode: { text: { pattern: '(?P<a>(x*)*(x*)*)y' } },
    document: () => 'x'.repeat(127 * kibibyte),
  },
};

function shapesAttack(
  name: string,
  about: string,
  shapes: Readonly<Record<string, Shape>>,
  seconds: number,
): Attack {
  return {
    name,
    about,
    seconds,
    collectors: (url) =>
      Object.fromEntries(
        Object.entries(shapes).map(([kind, { decode }]) => [
          kind,
          gauge(kind, `${url}/${kind}`, { timeout: '3s', decode }),
        ]),
      ),
    answer: ({ url = '' }, response) => response.end(shapes[url.slice(1)]?.document()),
    async run({ scrape, expectEnd, expectFailure, alive }) {
      for (const [kind, { message }] of Object.entries(shapes)) {
        if (!alive()) return;
        await scrape([kind]);
        if (message === undefined) await expectEnd(kind, tooCostly, 3);
        else await expectFailure(kind, message, 3);
      }
    },
  };
}

export const deepNesting = shapesAttack(
  'deep-nesting',
  'Lists, maps and elements in each other, 60,000 to a million deep.',
  nested,
  40,
);

export const hostileShapes = shapesAttack(
  'hostile-shapes',
  'Documents below the size that is read in another process, of the shapes that cost most.',
  sized,
  75,
);
