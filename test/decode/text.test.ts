import { describe, expect, it } from 'vitest';

import { compilePattern } from '../../src/decode/pattern.ts';
import { readLines, readMatches } from '../../src/decode/text.ts';

describe('a text document', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\nb\n', ['a', 'b']],
    ['a\r\n\r\nb', ['a', '', 'b']],
  ])('%j has its lines', (source, lines) => {
    expect(readLines(source)).toEqual({ text: source.replaceAll('\r\n', '\n'), lines });
  });

  it('has a list of named groups by a pattern, one for each match', () => {
    const pattern = compilePattern(String.raw`Temp (?P<core>\w+): (?P<celsius>[+-.0-9]+)`);
    expect(readMatches('Temp Core0: +41.5\nfan 3\nTemp Core1: -2 Temp x: 1', pattern)).toEqual([
      { core: 'Core0', celsius: '+41.5' },
      { core: 'Core1', celsius: '-2' },
      { core: 'x', celsius: '1' },
    ]);
  });

  it('matches ^ and $ at each line, also of a file with \\r\\n', () => {
    const pattern = compilePattern(String.raw`^(?P<name>\w+)=(?P<value>\d+)$`);
    expect(readMatches('a=1\r\nb=x\r\nc=3\r\n', pattern)).toEqual([
      { name: 'a', value: '1' },
      { name: 'c', value: '3' },
    ]);
  });

  it('has null for a group that took no part, and no match for none', () => {
    const pattern = compilePattern('(?P<a>x)|(?P<b>y)');
    expect(readMatches('xy', pattern)).toEqual([
      { a: 'x', b: null },
      { a: null, b: 'y' },
    ]);
    expect(readMatches('', pattern)).toEqual([]);
    expect(readMatches('abc', compilePattern('b*'))).toHaveLength(4);
  });

  it('takes linear time for a pattern that others take forever for', () => {
    const pattern = compilePattern('^(?P<a>(a|a)*)*b$');
    expect(readMatches('a'.repeat(20_000), pattern)).toEqual([]);
  });

  it.each(['(?P<a', '(?=x)', 'a**', '[z-a]'])('refuses the pattern %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow('error parsing regexp');
  });
});
