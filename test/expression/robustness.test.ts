import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compileExpression } from '../../src/expression/compile/compile.ts';
import {
  ExpressionError,
  ExpressionSyntaxError,
  type Expression,
} from '../../src/expression/expression.ts';
import { functions } from '../../src/expression/functions/functions.ts';
import { documentArbitrary } from './jmespath-arbitrary.ts';

const pieces = [
  `a b "c_d" 'x' \`1\` \`[1,2]\` 1 2.5 true null @ $ $key [0] .a a-b`,
  `. [ ] [? [] [*] ( ) { } , : ? | || & && ! == < + - * / // % = ' " \` \\ €`,
  `let $x in length( map(& match( sort_by( parse_time(`,
];
const piece = fc.constantFrom(...pieces.flatMap((line) => line.split(' ')), ' ', '\n');
const soup = fc.array(piece, { maxLength: 10 }).map((list) => list.join(' '));

function compileOrRefuse(source: string): Expression | ExpressionSyntaxError {
  try {
    return compileExpression(source);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error;
    throw error;
  }
}

/** What the expression answers, or the text of its error, which must be one that costs a sample only. */
function evaluateOrRefuse(expression: Expression, node: unknown): unknown {
  try {
    return expression.evaluate(node, { root: node, now: 0 });
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

function expectRefusalInside(source: string): void {
  const compiled = compileOrRefuse(source);
  const offset = compiled instanceof ExpressionSyntaxError ? compiled.offset : 0;
  expect(Math.min(Math.max(offset, 0), source.length)).toBe(offset);
}

function expectAnswer(source: string, document: unknown): void {
  const compiled = compileOrRefuse(source);
  fc.pre(!(compiled instanceof ExpressionSyntaxError));
  expect(evaluateOrRefuse(compiled, document)).toBeDefined();
}

describe('any text', () => {
  it('is an expression or refused with an offset inside of it', () => {
    const text = fc.oneof(soup, fc.string({ unit: 'binary' }));
    fc.assert(fc.property(text, expectRefusalInside), { numRuns: 1000 });
  }, 60_000);

  it('that is an expression answers a value or an ExpressionError on any document', () => {
    const short = fc.array(piece, { maxLength: 5 }).map((list) => list.join(' '));
    fc.assert(fc.property(short, documentArbitrary, expectAnswer), { numRuns: 200 });
  }, 60_000);
});

describe('every function on every kind of argument', () => {
  const scalars: readonly unknown[] = [null, true, 0, -1.5, 9007199254740993n, '', 'text'];
  const lists: readonly unknown[] = [[], [1], ['a'], [[]], [['a', 1]], [null]];
  const kinds: readonly unknown[] = [...scalars, ...lists, {}, { a: 1 }];
  const called = [...functions.values()].flatMap(({ name, parameters }) =>
    parameters.length === 0 ? [] : [{ name, parameters }],
  );

  it.each(called)('$name() answers a value or refuses it', ({ name, parameters }) => {
    const all = parameters.map(({ isReference }, index) => (isReference ? '&@' : `v${index}`));
    const required = all.filter((_, index) => parameters[index]?.optional !== true);
    for (const given of [all, required]) {
      const compiled = compileExpression(`${name}(${given.join(', ')})`);
      const results = kinds.flatMap((v0) =>
        kinds.map((v1) => evaluateOrRefuse(compiled, { v0, v1, v2: v1, v3: v1 })),
      );
      expect(results).not.toContain(undefined);
    }
  });

  it.each(called)('$name() names an argument of the wrong type', ({ name, parameters }) => {
    for (const [at, parameter] of parameters.entries()) {
      if (parameter.isReference === true) continue;
      const given = parameters
        .slice(0, at + 1)
        .map(({ isReference }, index) => (isReference ? '&@' : `v${index}`));
      const rest = parameters.slice(at + 1).filter(({ optional }) => optional !== true);
      const others = rest.map(({ isReference }) => (isReference ? '&@' : 'v9'));
      const compiled = compileExpression(`${name}(${[...given, ...others].join(', ')})`);
      const earlier = parameters.slice(0, at).map(({ accepts }, index) => {
        return [`v${index}`, kinds.find((kind) => accepts(kind))];
      });
      const accepts = parameter.acceptsEach ?? parameter.accepts;
      const refusals = kinds
        .filter((kind) => !accepts(kind))
        .map((kind) =>
          evaluateOrRefuse(compiled, { ...Object.fromEntries(earlier), [`v${at}`]: kind }),
        );
      const message = `${name}(): argument ${at + 1} (${parameter.name}) should be ${parameter.type}`;
      expect(refusals.filter((refusal) => !String(refusal).startsWith(message))).toEqual([]);
    }
  });
});

describe('the variables of a place', () => {
  it('are those that it has', () => {
    const variables = ['root', 'key'] as const;
    expect(() => compileExpression('$key', { variables })).not.toThrow();
    expect(() => compileExpression('not_null($target)', { variables })).toThrow(
      expect.objectContaining({
        offset: 9,
        message: 'there is no variable $target here; there are $root, $key',
      }),
    );
  });
});
