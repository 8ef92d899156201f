import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

import { readYaml } from '../../src/decode/yaml.ts';
import { problemOf } from './problem-of.ts';

describe('a YAML document', () => {
  it.each([
    ['a: 1\nb:\n  - x\n  - y: [true, null, 1.5]\n', { a: 1, b: ['x', { y: [true, null, 1.5] }] }],
    ['{"a": [1, "x"]}', { a: [1, 'x'] }],
    ['just a text', 'just a text'],
    ['null', null],
    ['a:\nb: ~\n? c\n', { a: null, b: null, c: null }],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
    ['on: yes\noff: no', { on: 'yes', off: 'no' }],
    [
      'a: [0755, 0o17, 0x1f, 1_000, 1e3, .inf, 12:30]',
      { a: [755, 15, 31, '1_000', 1000, Infinity, '12:30'] },
    ],
    [
      `a: [${'9'.repeat(400)}, 1e999, -1e999, .Inf, -.INF, 1e300]`,
      { a: ['9'.repeat(400), '1e999', '-1e999', Infinity, -Infinity, 1e300] },
    ],
    ['a: 2026-01-01', { a: '2026-01-01' }],
    ['1: a\n1.10: b\n~: c\ntrue: d', { '1': 'a', '1.10': 'b', '~': 'c', true: 'd' }],
    [
      'a: [9007199254740991, 9007199254740993, -18446744073709551615]',
      { a: [9007199254740991, 9007199254740993n, -18446744073709551615n] },
    ],
    ['a: !!str 1\nb: !!int "3"', { a: '1', b: 3 }],
    ['a: &x {n: 1}\nb: *x\nc: [*x, &x 2, *x]', { a: { n: 1 }, b: { n: 1 }, c: [{ n: 1 }, 2, 2] }],
    ['<<: {a: 1}', { '<<': { a: 1 } }],
    ['%YAML 1.1\n---\na: yes\n', { a: 'yes' }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    [
      '__proto__: 1\nconstructor: 2',
      Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    ],
  ])('%j', (text, value) => {
    expect(readYaml(text)).toEqual(value);
  });

  it.each([
    ['a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['---\na: 1\n', { a: 1 }],
    ['---\n# nothing\n---\na: 1\n---\n', { a: 1 }],
    ['a: 1\n...\n---\n- 2\n...\n', [{ a: 1 }, [2]]],
    ['--- 1\n--- null\n', [1, null]],
  ])('is a list of its documents when there are several: %j', (text, value) => {
    expect(readYaml(text)).toEqual(value);
  });

  it('is read back as it was written, whatever it was', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => value !== null);
    fc.assert(
      fc.property(json, (value) => {
        const plain: unknown = JSON.parse(
          JSON.stringify(value, (_key, item: unknown) =>
            typeof item === 'number' ? Math.trunc(item % 1e9) + 0 : item,
          ),
        );
        expect(readYaml(stringify(plain))).toEqual(plain);
      }),
    );
  });

  it('may be 100 levels deep', () => {
    const value = readYaml('['.repeat(100) + ']'.repeat(100));
    expect(JSON.stringify(value)).toHaveLength(200);
  });
});

describe('a bad YAML document', () => {
  it.each([
    ['', 'YAML is empty'],
    ['# only a comment\n', 'YAML is empty'],
    ['---\n...\n', 'YAML is empty'],
    ['a: 1\nb: 2\na: 3', 'YAML at 3:1: the key "a" is twice in one object'],
    ['a: {b: 1, "b": 2}', 'YAML at 1:11: the key "b" is twice in one object'],
    ['1: a\n"1": b', 'YAML at 2:1: the key "1" is twice in one object'],
    ['a: !cancelled x', 'YAML at 1:4: Unresolved tag: !cancelled'],
    ['a: !!binary aGk=', 'YAML at 1:4: Unresolved tag: tag:yaml.org,2002:binary'],
    [
      '%YAML 1.1\n---\na: !!timestamp 2026-01-01',
      'YAML at 3:4: Unresolved tag: tag:yaml.org,2002:timestamp',
    ],
    ['a: *b', 'YAML at 1:4: the alias "b" has no anchor before it'],
    ['a: &a\n  - *a', 'YAML at 2:5: the alias "a" is within its own anchor'],
    [
      '? [a]\n: 1',
      'YAML at 1:3: a key must be a string, not an array, an object or an alias of one',
    ],
    ['a: b: c', 'YAML at 1:4: Nested mappings are not allowed in compact mappings'],
    ['\ta: 1', 'YAML at 1:1: Tabs are not allowed as indentation'],
    ['a: "b', 'YAML is truncated: it ends at 1:6: Missing closing "quote'],
    [
      'a: [1, 2',
      'YAML is truncated: it ends at 1:9: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['['.repeat(101) + ']'.repeat(101), 'YAML at 1:101: is nested deeper than 100 levels'],
    ['- '.repeat(200_000), 'YAML at 1:204: is nested deeper than 100 levels'],
    ['{a: '.repeat(200_000), 'YAML at 1:406: is nested deeper than 100 levels'],
    ['['.repeat(2_000_000), 'YAML at 1:103: is nested deeper than 100 levels'],
  ])('is refused', (text, message) => {
    expect(problemOf(() => readYaml(text))).toBe(message);
  });

  it('is refused when its aliases expand without end', () => {
    const levels = 'bcdefghi'
      .split('')
      .map(
        (name, index) =>
          `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[index]}`).join(',')}]`,
      );
    const bomb = ['a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]', ...levels].join('\n');
    expect(problemOf(() => readYaml(bomb))).toMatch(
      /^YAML at 7:\d+: aliases expand to more than 1000000 values$/,
    );
  });

  it('is refused when aliases nest it too deep', () => {
    const chain = Array.from(
      { length: 101 },
      (_, level) => `a${level}: &a${level} [${level === 0 ? '' : `*a${level - 1}`}]`,
    );
    expect(problemOf(() => readYaml(chain.join('\n')))).toMatch(
      /is nested deeper than 100 levels$/,
    );
  });

  it('is refused when it has more tokens than can be read in time', () => {
    expect(problemOf(() => readYaml(`[${'1,'.repeat(510_000)}]`))).toMatch(
      /^YAML at 1:\d+: has more than 1000000 tokens/,
    );
  });

  it('is not told in full', () => {
    expect(problemOf(() => readYaml(`a: !${'x'.repeat(100_000)} 1`)).length).toBeLessThan(300);
  });
});
