import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { differences } from './differences.ts';
import { documentArbitrary, expressionArbitrary, letArbitrary } from './jmespath-arbitrary.ts';
import { ours, theirs } from './oracle.ts';
import { plainDocument, plainExpressions } from './plain-expressions.ts';

const anyText: unknown = expect.any(String);

function expectSame(expression: string, document: unknown): void {
  const oracle = theirs(expression, document);
  // Arithmetic on null is null here, an error there.
  fc.pre(oracle.error?.includes('not-a-number: undefined') !== true);
  // So is a number or boolean as a key.
  fc.pre(oracle.error === undefined || !/group_by|from_items/.test(expression));
  const expected = oracle.error === undefined ? oracle : { error: anyText };
  expect(ours(expression, document)).toEqual(expected);
}

const runs = { numRuns: 1000 };

describe('plain JMESPath gives what the library gives', () => {
  it('for any expression on any document', () => {
    fc.assert(fc.property(expressionArbitrary(), documentArbitrary, expectSame), runs);
  }, 60_000);

  it('for any let expression on any document', () => {
    fc.assert(fc.property(letArbitrary, documentArbitrary, expectSame), runs);
  }, 60_000);

  it.each(plainExpressions)('%s', (expression) => {
    const mine = ours(expression, plainDocument);
    expect(mine).toEqual(theirs(expression, plainDocument));
    expect(mine.error).toBeUndefined();
  });
});

describe('what differs on purpose', () => {
  it.each(differences)('$reason: $expression', ({ expression, document, here, there }) => {
    expect(ours(expression, document)).toEqual(outcome(here));
    expect(theirs(expression, document)).toEqual(outcome(there));
  });
});

function outcome(expected: unknown): unknown {
  return expected instanceof RegExp ? failure(expected) : { value: expected };
}

function failure(pattern: RegExp): unknown {
  return { error: expect.stringMatching(pattern) };
}
