import * as fc from 'fast-check';

const names = ['a', 'b', 'c', '_d1', '"x y"', '"e"'];

const documentKey = fc.constantFrom('a', 'b', 'c', '_d1', 'x y', 'e');

/** Documents with few names and values, so that random paths find something. */
export const documentArbitrary: fc.Arbitrary<unknown> = fc.letrec<Documents>(
  (tie: fc.LetrecTypedTie<Documents>) => ({
    document: fc.dictionary(documentKey, tie('value'), { minKeys: 2, maxKeys: 5 }),
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false, 0, 1, 2, -3, 2.5, '', 'a', 'b', 'ab', 'zz'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 4 }),
      fc.array(fc.constantFrom('a', 'b', 'ab', 'zz'), { maxLength: 4 }),
      fc.array(tie('document'), { maxLength: 4 }),
      tie('document'),
    ),
    any: fc.oneof({ weight: 5, arbitrary: tie('document') }, tie('value')),
  }),
).any;

interface Documents {
  document: unknown;
  value: unknown;
  any: unknown;
}

interface Parts {
  expression: string;
  chain: string;
  sum: string;
  number: string;
  atom: string;
  path: string;
  primary: string;
  step: string;
  call: string;
  list: string;
  hash: string;
}

const name = fc.constantFrom(...names);
const index = fc.integer({ min: -3, max: 3 });
const bound = fc.option(index, { nil: '' });
const slice = fc
  .tuple(bound, bound, fc.constantFrom('', ':', ':1', ':2', ':-1', ':-2'))
  .map(([start, stop, step]) => `[${start}:${stop}${step}]`);
const literal = fc
  .constantFrom(null, true, false, 0, 1, 2.5, -3, 'a', '', [], {}, [1, 'a'], { a: 1, b: [2] })
  .map((value) => `\`${JSON.stringify(value)}\``);
const numberLiteral = fc.constantFrom(0, 1, 2, 2.5, -3).map((value) => `\`${value}\``);
const text = fc.constantFrom("'a'", "'ab'", "''", "'b'", String.raw`'it\'s'`);

/**
 * Texts of plain JMESPath that mean the same to the library and to us; what differs on purpose, and is
 * therefore not made here, is listed in `oracle.test.ts`.
 *
 * @param primaries what else an expression may begin with, such as a variable
 */
export function expressionArbitrary(
  primaries: readonly string[] = [],
  withReferences = true,
): fc.Arbitrary<string> {
  const options = { maxDepth: 4, depthSize: 'small', withCrossShrink: true } as const;
  return fc.letrec<Parts>((tie: fc.LetrecTypedTie<Parts>) => {
    const argument = tie('path').map(withoutLiteral);
    const calls = [
      callOf(['abs', 'ceil', 'floor', 'avg', 'sum', 'keys', 'values', 'items', 'lower'], argument),
      callOf(['upper', 'max', 'min', 'from_items', 'length', 'reverse', 'trim', 'zip'], argument),
      callOf(['type', 'to_array', 'to_string', 'not_null', 'trim_left', 'merge'], argument),
      callOf(
        ['starts_with', 'ends_with', 'find_first', 'split'],
        argument,
        fc.oneof(argument, text),
      ),
      callOf(['trim', 'trim_left', 'trim_right'], argument, fc.oneof(argument, text)),
      callOf(['join'], fc.oneof(argument, text), argument),
      callOf(['replace'], argument, text, text),
      callOf(
        ['find_first', 'find_last'],
        argument,
        text,
        index.map((at) => `\`${at}\``),
      ),
      callOf(['not_null'], argument, tie('expression')),
      ...(withReferences
        ? [
            callOf(
              ['map'],
              tie('expression').map((body) => `&${body}`),
              argument,
            ),
            callOf(
              ['group_by'],
              argument,
              fc.oneof(name, fc.constant('@.a')).map((key) => `&${key}`),
            ),
          ]
        : []),
    ];
    return {
      expression: fc.oneof(
        options,
        { weight: 5, arbitrary: tie('path') },
        { weight: 2, arbitrary: tie('atom') },
        { weight: 2, arbitrary: tie('chain') },
        tie('sum'),
      ),
      chain: fc
        .tuple(
          tie('atom'),
          fc.array(fc.tuple(operator, tie('atom')), { minLength: 1, maxLength: 4 }),
        )
        .map(([first, rest]) => rest.reduce(append, withoutQuoted(first))),
      sum: fc
        .tuple(
          tie('number'),
          fc.array(fc.tuple(arithmetic, tie('number')), { minLength: 1, maxLength: 3 }),
        )
        .map(([first, rest]) => rest.reduce(append, first)),
      number: fc.oneof(
        options,
        numberLiteral,
        tie('path').map((path) => `length(to_string(${path}))`),
        tie('path'),
        fc.tuple(fc.constantFrom('-', '+'), tie('number')).map(([sign, of]) => `(${sign}(${of}))`),
        fc.tuple(tie('number'), tie('number')).map(([a, b]) => `((${a}) * (${b}))`),
        tie('expression').map(inParentheses),
      ),
      atom: fc.oneof(
        options,
        { weight: 6, arbitrary: tie('path') },
        tie('expression').map(inParentheses),
        fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(toTernary),
        fc
          .tuple(fc.constantFrom('!', '!!'), fc.oneof(name, tie('expression').map(inParentheses)))
          .map(toText),
      ),
      path: fc.oneof(
        options,
        tie('primary'),
        {
          weight: 4,
          arbitrary: fc.tuple(tie('primary'), fc.array(tie('step'), { maxLength: 4 })).map(toPath),
        },
        fc
          .tuple(tie('primary'), fc.constantFrom('.*', '.*.a', '.*[0]', '.*[?a]', '.*[]'))
          .map(toText),
      ),
      primary: fc.oneof(
        options,
        { weight: 12, arbitrary: name },
        { weight: 4, arbitrary: fc.constantFrom('@', '$', ...primaries, ...primaries) },
        literal,
        text,
        tie('call'),
        tie('list'),
        tie('hash'),
        fc.constantFrom('*', '[*]', '[]', '[0]', '[-1]', '[1:]', '[?a]', '*.a.b', '[*].b.c'),
      ),
      step: fc.oneof(
        options,
        { weight: 10, arbitrary: name.map((of) => `.${of}`) },
        fc.constantFrom('[*]', '[]'),
        index.map((at) => `[${at}]`),
        slice,
        tie('expression').map((condition) => `[?${condition}]`),
        tie('list').map((list) => `.${list}`),
        tie('hash').map((hash) => `.${hash}`),
        tie('call').map((call) => `.${call}`),
      ),
      call: fc.oneof(options, ...calls),
      list: fc
        .array(tie('expression'), { minLength: 1, maxLength: 3 })
        .map((items) => `[${items.join(', ')}]`)
        // [*] is a projection, not a list of one.
        .map((list) => (/^\[(?:\*|-?\d+|[-\d]*:[-:\d]*)\]$/.test(list) ? '[@]' : list)),
      hash: fc
        .array(fc.tuple(name, tie('expression')), { minLength: 1, maxLength: 3 })
        .map((entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
    };
  }).expression;
}

const operator = fc.constantFrom('|', '||', '&&', '==', '!=', '<', '<=', '>', '>=', '+');
const arithmetic = fc.constantFrom('+', '-', '/', '//', '×', '÷', '−');

/** A double-quoted name alone is refused as a side of a comparison. */
function withoutQuoted(operand: string): string {
  return /^"[^"]*"$/.test(operand) ? `@.${operand}` : operand;
}

function append(left: string, [sign, right]: readonly [string, string]): string {
  return `${left} ${sign} ${withoutQuoted(right)}`;
}

function toPath([primary, steps]: readonly [string, readonly string[]]): string {
  return primary + steps.join('');
}

function toText(parts: readonly string[]): string {
  return parts.join('');
}

function inParentheses(inside: string): string {
  return `(${inside})`;
}

function toTernary([condition, a, b]: readonly [string, string, string]): string {
  return `((${condition}) ? (${a}) : ${b})`;
}

/** A literal argument of the wrong type is refused at load, evaluated or not. */
function withoutLiteral(argument: string): string {
  return /^[-+()]*(?:`[^`]*`|'(?:[^'\\]|\\.)*')\)*$/.test(argument) ? `${argument} | @` : argument;
}

function callOf(
  functionNames: readonly string[],
  ...argumentsOf: readonly fc.Arbitrary<string>[]
): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...functionNames), fc.tuple(...argumentsOf))
    .map(([called, values]) => `${called}(${values.join(', ')})`);
}

/** `let` with its variable in sight, in a body without `&`, whose variables the library loses. */
export const letArbitrary: fc.Arbitrary<string> = fc
  .tuple(expressionArbitrary(), expressionArbitrary(['$v'], false))
  .map(([value, body]) => `let $v = ${value} in ${body}`);
