import { expect } from 'vitest';

export interface Difference {
  /** Why polyprom does not do what the library does. */
  readonly reason: string;
  readonly expression: string;
  readonly document: unknown;
  /** A value, or what the error's text matches. */
  readonly here: unknown;
  readonly there: unknown;
}

function because(
  reason: string,
  rows: readonly (readonly [string, unknown, unknown, unknown])[],
): readonly Difference[] {
  return rows.map(([expression, document, here, there]) => ({
    reason,
    expression,
    document,
    here,
    there,
  }));
}

const nested = { m: { x: { a: { b: 1 } }, y: { a: { b: 2 } } } };

/**
 * Every difference from the library, each with an example; the generator of random expressions makes
 * none of these. If one of them fails because the library has changed, so much the better: take it out.
 */
export const differences: readonly Difference[] = [
  ...because('bare numbers are literals', [
    ['load > 3', { load: 4 }, true, /ParserError/],
    ['total / 100', { total: 50 }, 0.5, /ParserError/],
    ['total-1', { total: 50 }, 49, /ParserError/],
    ['[1, 2.5, -3e2]', null, [1, 2.5, -300], /Error/],
  ]),
  ...because('bare true, false and null are literals, but not behind a dot', [
    ['up == true', { up: true }, true, false],
    ['true', { true: 1 }, true, 1],
    ['$.true', { true: 1 }, 1, 1],
    ['[?gone == null]', [{ gone: null, null: 1 }], [{ gone: null, null: 1 }], []],
  ]),
  ...because('arithmetic on null is null', [
    ['a + b', { a: 1 }, null, /not-a-number: undefined/],
    ['-a', {}, null, /not-a-number: undefined/],
    ['a / b', { a: 1, b: null }, null, /not-a-number: undefined/],
  ]),
  ...because('the remainder of a division by zero is an error, as the division is', [
    ['a % b', { a: 1, b: 0 }, /division by zero/, Number.NaN],
    ['a / b', { a: 1, b: 0 }, /division by zero/, /divide by zero/],
    ['a // b', { a: 1, b: 0 }, /division by zero/, /divide by zero/],
  ]),
  ...because('* binds as the other operators of its kind', [
    ['a / b * b', { a: 6, b: 2 }, 6, 1.5],
    ['a[].b * c', { a: [{ b: 2, c: 3 }] }, /should be a number/, [6]],
    ['a[*] * b', { a: [1], b: 2 }, /should be a number/, /ParserError/],
  ]),
  ...because('a sign binds stronger than an operation', [['-a // b', { a: 7, b: 2 }, -4, -3]]),
  ...because('! takes the whole path behind it', [
    ['!a.b', { a: { b: false } }, true, null],
    ['!a[]', { a: [] }, true, null],
    ['!a[?b]', { a: [] }, true, null],
    ['!a.*', { a: {} }, true, null],
  ]),
  ...because('the values of an object are projected on, like those of a list', [
    ['m.*.a.b', nested, [1, 2], null],
    ['m.*.a[?b]', { m: { x: { a: [{ b: 1 }, {}] } } }, [[{ b: 1 }]], []],
  ]),
  ...because('a projection may end before the : of a condition', [
    ['a ? a[*] : b', { a: [1] }, [1], /ParserError/],
  ]),
  ...because('parentheses may follow a dot: an expression on what is before it', [
    ['a.(b + c)', { a: { b: 1, c: 2 } }, 3, /ParserError/],
    ['a.(b).c', { a: { b: { c: 1 } } }, 1, /ParserError/],
    ['a.(1)', {}, null, /ParserError/],
    ['a[*].(b / c)', { a: [{ b: 1, c: 2 }, {}, { b: 3, c: 4 }] }, [0.5, 0.75], /ParserError/],
    ['a[*].(b || c).d', { a: [{ b: { d: 1 } }, { c: { d: 2 } }] }, [1, 2], /ParserError/],
    ['a[?b].(c)[0]', { a: [{ b: 1, c: [5, 6] }] }, [5], /ParserError/],
    ['m.*.(a.b - 1)', nested, [0, 1], /ParserError/],
    ['a.(b) - c', { a: { b: 5 }, c: 2 }, 3, /ParserError/],
  ]),
  ...because('a number or boolean is a key by its text', [
    [
      'group_by(@, &code)',
      [{ code: 200 }, { code: true }, { code: 200 }],
      { '200': [{ code: 200 }, { code: 200 }], true: [{ code: true }] },
      /Invalid type/,
    ],
    [
      'from_items(@)',
      [
        [0.5, 1],
        [false, 2],
      ],
      { '0.5': 1, false: 2 },
      /pair of string and value/,
    ],
  ]),
  ...because('own fields only', [
    ['__proto__', {}, null, {}],
    ['toString', {}, null, expect.any(Function)],
  ]),
  ...because('a double-quoted text in a comparison is a mistake', [
    ['status == "open"', { status: 'open' }, /write 'open' for text/, false],
  ]),
  ...because('what can never be right is an error at load, evaluated or not', [
    ['a && nope(a)', {}, /there is no function nope\(\)/, null],
    ['a && length()', {}, /takes 1 argument/, null],
    ['a && length(`1`)', {}, /argument 1/, null],
    ['a && $nope', {}, /no variable \$nope/, null],
    ['a[::0]', {}, /step/, null],
  ]),
  ...because('variables are in sight wherever the text says so', [
    ['let $x = a in map(&$x, b)', { a: 1, b: [0, 0] }, [1, 1], /undefined variable/],
    ['let $x = a in let $y = b in $x', { a: 0, b: 1 }, 0, /undefined variable/],
  ]),
  ...because('texts are measured in characters, not in halves of them', [
    ['@[:1]', '😀ab', '😀', '😀'],
    ['@[-1:]', '😀ab', 'b', ''],
    ["pad_left(@, `2`, '·')", '😀', '·😀', '😀'],
    ["split(@, '')", '😀a', ['😀', 'a'], ['\ud83d', '\ude00', 'a']],
  ]),
  ...because('brackets and quotes have to be closed, elements parted by commas', [
    ["'abc", null, /unclosed/, 'abc'],
    ['[a b]', { a: 1, b: 2 }, /found the name b/, [1, 2]],
    ['length(a,)', { a: 'x' }, /found '\)'/, 1],
    ['{a: a b: b}', { a: 1 }, /found the name b/, { a: 1, b: null }],
    ['[ ]', { a: 1 }, /empty list/, []],
  ]),
  ...because('&expression is an argument that is one', [
    ['&a', { a: 1 }, /only an argument/, { expref: true, type: 'Field', name: 'a' }],
    ['not_null(&a)', { a: 1 }, /without &/, { expref: true, type: 'Field', name: 'a' }],
  ]),
  ...because('a JSON literal may have several backticks and space around it', [
    ['`"\\`\\`"`', null, '``', /LexerError/],
    ['` true `', null, true, /LexerError/],
  ]),
  ...because('numbers sort by value, equal texts keep their order', [
    ['sort(@)', [10, 9, 1], [1, 9, 10], [1, 10, 9]],
    [
      'sort_by(@, &k)[*].v',
      [
        { k: 'a', v: 1 },
        { k: 'a', v: 2 },
      ],
      [1, 2],
      [2, 1],
    ],
  ]),
  ...because('texts are ordered by code point, in no locale', [
    ['max(@)', ['a', 'B'], 'a', 'B'],
    ['min(@)', ['a', 'B'], 'B', 'a'],
  ]),
  ...because('max_by and min_by know texts, and elements that are false', [
    [
      'max_by(@, &k).v',
      [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
      2,
      null,
    ],
    ['min_by(@, &@)', [1, 0], 0, null],
    ['max_by(@, &@)', [1, 'a'], /should be a number/, 1],
  ]),
  ...because('to_number reads decimal numbers only', [
    ["to_number('')", null, null, 0],
    ["to_number('0x1F')", null, null, 31],
    ["to_number('Infinity')", null, null, Infinity],
  ]),
  ...because('an empty text is padded like any other', [
    ["pad_left('', `3`, '0')", null, '000', ''],
    ["pad_right('', `3`)", null, '   ', ''],
  ]),
  ...because('a limited replace goes on behind what it has replaced', [
    ["replace('ab', 'a', 'ba', `2`)", null, 'bab', 'bbab'],
    ["replace('a', 'a', '$&$&', `1`)", null, '$&$&', 'aa'],
  ]),
  ...because('a limited split has no empty rest', [
    ["split('a-b', '-', `5`)", null, ['a', 'b'], ['a', 'b', '']],
  ]),
  ...because('contains compares lists and objects by what is in them', [
    ['contains(@, `{"a": 1}`)', [{ a: 1 }], true, false],
  ]),
  ...because('each argument of merge and zip is looked at', [
    ["merge(@, 'a')", {}, /argument 2/, { 0: 'a' }],
    [
      "zip(@, 'ab')",
      [1, 2],
      /argument 2/,
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
  ]),
];
