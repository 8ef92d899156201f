import { describe, expect, it } from 'vitest';

import { compileExpression } from '../../src/expression/compile/compile.ts';
import { growth, linearGrowth, whatever } from '../growth.ts';

/** Time by length of input: what no budget interrupts has to be linear, whatever the document holds. */
describe('a function on a hostile string takes time linear in its length', () => {
  const cases: readonly [string, number, (size: number) => unknown][] = [
    ['to_number(@)', 20_000, (size) => `${'1'.repeat(size)}x`],
    ['to_number(@)', 20_000, (size) => `${'0'.repeat(size)}9007199254740993`],
    ['parse_number(@)', 20_000, (size) => `1${',234'.repeat(size / 4)}5`],
    ['parse_number(@)', 20_000, (size) => '-+'.repeat(size / 2)],
    ['trim(@)', 20_000, (size) => `a${' '.repeat(size)}b`],
    ["trim(@, 'ab')", 20_000, (size) => 'ab'.repeat(size / 2)],
    ['reverse(@)', 20_000, (size) => '😀'.repeat(size / 2)],
    ['length(@)', 50_000, (size) => '😀'.repeat(size / 2)],
    ['@[::-1]', 20_000, (size) => 'a'.repeat(size)],
    ["split(@, '')", 20_000, (size) => 'a'.repeat(size)],
    ["replace(@, 'a', 'bb')", 20_000, (size) => 'a'.repeat(size)],
    ["regex_replace(@, 'a*b', '')", 2000, (size) => 'a'.repeat(size)],
    ["match(@, '(a|aa)+$')", 2000, (size) => `${'a'.repeat(size)}b`],
    ['to_string(@)', 20_000, (size) => '\u0000'.repeat(size)],
    ['to_string(@)', 20_000, (size) => Array.from({ length: size / 4 }, () => [1])],
    ['sort(@)', 4000, (size) => Array.from({ length: size }, (_, index) => (index * 7919) % size)],
    ['group_by(@, &@)', 4000, (size) => Array.from({ length: size }, (_, index) => `k${index}`)],
    ['from_items(@)', 4000, (size) => Array.from({ length: size }, (_, index) => [`k${index}`, 1])],
    ['[][]', 20_000, (size) => Array.from({ length: size }, () => [1])],
  ];

  it.each(cases)('%s', (source, size, make) => {
    const { evaluate } = compileExpression(source);
    const run = whatever((node: unknown) => evaluate(node, { root: node, now: 0 }));
    expect(growth(size, make, run)).toBeLessThan(linearGrowth);
  });
});

describe('a string that is no number, size, duration or time is refused at once', () => {
  it.each([
    ['parse_duration', `${'1'.repeat(100_000)}x`],
    ['parse_duration', `1${' '.repeat(100_000)}x`],
    ['parse_bytes', `1${',111'.repeat(30_000)}x`],
    ['parse_quantity', `${'1'.repeat(100_000)}x`],
    ['parse_hex', 'f'.repeat(100_000)],
    ['parse_time', `2026-01-01 10:00${' '.repeat(100_000)}x`],
  ])('by %s()', (name, text) => {
    const { evaluate } = compileExpression(`${name}(@)`);
    const start = performance.now();
    expect(() => evaluate(text, { root: null, now: 0 })).toThrow(`${name}(): '`);
    expect(performance.now() - start).toBeLessThan(50);
  });

  it.each([
    ['%Y%f%f', 'it has %f twice'],
    ['%n'.repeat(101), 'a time format has at most 200 characters, but this one has 202'],
  ])('as is the time format %s', (format, message) => {
    expect(() => compileExpression(`parse_time(@, '${format}')`)).toThrow(message);
  });

  it('takes no longer for a time format with much space', () => {
    const { evaluate } = compileExpression(`parse_time(@, '${'%n%t'.repeat(49)}%Y')`);
    const start = performance.now();
    expect(() => evaluate(`${' '.repeat(190)}x`, { root: null, now: 0 })).toThrow('is not a time');
    expect(performance.now() - start).toBeLessThan(50);
  });
});

describe('a regular expression', () => {
  it.each([
    [`match(@, '${'a'.repeat(4097)}')`, 'has at most 4096 characters, but this one has 4097'],
    ["match(@, '(abcdefghijklmnopqrstuvwxyz){1000}')", 'instructions, but the maximum is 20000'],
  ])('that is too large is refused: %#', (source, message) => {
    expect(() => compileExpression(source)).toThrow(message);
  });
});
