import { describe, expect, it } from 'vitest';

import { unlimited } from '../../src/budget/budget.ts';
import { readNdjson } from '../../src/decode/ndjson.ts';
import { createOddities } from '../../src/decode/oddities.ts';
import { problemOf } from './problem-of.ts';

describe('an NDJSON document', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['{"a":1}\r\n\r\n  \n{"a":2}', [{ a: 1 }, { a: 2 }]],
    ['1\n"x"\n[9007199254740993]\nnull', [1, 'x', [9007199254740993n], null]],
  ])('%j is a list', (text, values) => {
    expect(readNdjson(text)).toEqual(values);
  });

  it.each([
    ['', 'NDJSON is empty'],
    ['\n \n', 'NDJSON is empty'],
    ['{"a":1}\n{"a":1,"a":2}', 'NDJSON at 2:8: the key "a" is twice in one object'],
    ['1\n\n{"a":1 x}', 'NDJSON at 3:8: expected "," or "}" in the object, found "x"'],
    [
      '1\n{"a":',
      'NDJSON is truncated: it ends in the middle of the object that begins at 2:1, at 2:6',
    ],
    ['1\n' + '['.repeat(101), 'NDJSON at 2:101: is nested deeper than 100 levels'],
  ])('%j is refused: %s', (text, message) => {
    expect(problemOf(() => readNdjson(text))).toBe(message);
  });
});

it('a document of malformed lines is refused, with their number and the first', () => {
  expect(() => readNdjson('{\n'.repeat(5000), unlimited, createOddities())).toThrow(
    /^NDJSON has more than 1000 malformed lines, and more than good ones; the first: NDJSON is truncated/,
  );
  expect(readNdjson('1\n{\n'.repeat(1500), unlimited, createOddities())).toHaveLength(1500);
});
