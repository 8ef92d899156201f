import { describe, expect, it } from 'vitest';

import { compileExpression } from '../../src/expression/compile/compile.ts';

interface Refusal {
  readonly expression: string;
  readonly offset: number;
  readonly message: string;
}

function refuse(expression: string): Refusal | undefined {
  try {
    compileExpression(expression);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !('offset' in error)) throw error;
    return { expression, offset: Number(error.offset), message: error.message };
  }
}

const rows: readonly (readonly [string, number, string])[] = [
  ['', 0, 'the expression is empty; write @ for the item itself'],
  [' \n ', 0, 'the expression is empty; write @ for the item itself'],
  ['.', 0, "found '.', expected a value, such as a field, a number or 'text'"],
  [
    'a.',
    2,
    "found the end of the expression, expected a field name, '*', '[', '{' or '(' after '.'",
  ],
  ['a..b', 2, "found '.', expected a field name, '*', '[', '{' or '(' after '.'"],
  [
    'a.1',
    2,
    "found the number 1, expected a field name, '*', '[', '{' or '(' after '.'; an element is [1], a field of that name is .\"1\"",
  ],
  [
    "a.'b'",
    2,
    "found 'b', expected a field name, '*', '[', '{' or '(' after '.'; a field name stands in double quotes or in none",
  ],
  [
    'a.b.',
    4,
    "found the end of the expression, expected a field name, '*', '[', '{' or '(' after '.'",
  ],
  [
    'a.&b',
    2,
    "found '&', expected a field name, '*', '[', '{' or '(' after '.'; write && for \"and\"",
  ],
  ['a.()', 3, "found ')', expected a value, such as a field, a number or 'text'"],
  ['a b', 2, 'found the name b, expected an operator or the end of the expression'],
  ['a "b"', 2, 'found "b", expected an operator or the end of the expression'],
  ["a 'b'", 2, "found 'b', expected an operator or the end of the expression"],
  ['a @', 2, "found '@', expected an operator or the end of the expression"],
  ['a $', 2, "found '$', expected an operator or the end of the expression"],
  ['a 1', 2, 'found the number 1, expected an operator or the end of the expression'],
  [
    'a {b: c}',
    2,
    "found '{', expected an operator or the end of the expression; write .{ to select fields into an object",
  ],
  [
    'a and b',
    2,
    'found the name and, expected an operator or the end of the expression; write && for "and"',
  ],
  [
    'a or b',
    2,
    'found the name or, expected an operator or the end of the expression; write || for "or"',
  ],
  [
    'not a',
    4,
    'found the name a, expected an operator or the end of the expression; write ! for "not"',
  ],
  [
    'a not b',
    2,
    'found the name not, expected an operator or the end of the expression; write ! for "not"',
  ],
  [
    'a if b',
    2,
    'found the name if, expected an operator or the end of the expression; write condition ? a : b for "if"',
  ],
  ["'abc", 0, "unclosed text, it begins with ' and must end with '"],
  ["'a\\'", 0, "unclosed text, it begins with ' and must end with '"],
  ['"abc', 0, 'unclosed quoted name, it begins with " and must end with "'],
  ['`abc', 0, 'unclosed literal, it begins with ` and must end with `'],
  ['`abc`', 0, "the literal `abc` is not JSON; write 'text' for a string"],
  ['`[1,`', 0, "the literal `[1,` is not JSON; write 'text' for a string"],
  ['``', 0, "the literal `` is not JSON; write 'text' for a string"],
  [
    '"a\\qb"',
    0,
    '"a\\qb" is not a quoted name: escapes are those of JSON (\\" \\\\ \\n \\u0041), and a line break is written \\n',
  ],
  [
    '"a\nb"',
    0,
    '"a b" is not a quoted name: escapes are those of JSON (\\" \\\\ \\n \\u0041), and a line break is written \\n',
  ],
  ['“a”', 0, "unexpected “ (U+201C); text stands in straight quotes: 'text'"],
  ['‘a’', 0, "unexpected ‘ (U+2018); text stands in straight quotes: 'text'"],
  ['a == b', 1, 'unexpected character U+00A0; write a plain space'],
  [
    'a # b',
    2,
    'unexpected character # (U+0023); a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes',
  ],
  [
    'a ; b',
    2,
    'unexpected character ; (U+003B); a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes',
  ],
  ['a ~ b', 2, "unexpected character ~; write match(text, 'pattern') for a regular expression"],
  [
    'a^b',
    1,
    'unexpected character ^ (U+005E); a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes',
  ],
  [
    'preis_€ > 1',
    6,
    'unexpected character € (U+20AC); a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes',
  ],
  [
    'a == 😀',
    5,
    'unexpected character 😀 (U+1F600); a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes',
  ],
  ['(a', 0, "unclosed '(': found the end of the expression, expected ')'"],
  ['(a b)', 3, "found the name b, expected an operator or ')'"],
  ['()', 1, "found ')', expected a value, such as a field, a number or 'text'"],
  ['a)', 1, "found ')', expected an operator or the end of the expression"],
  ['a]', 1, "found ']', expected an operator or the end of the expression"],
  ['a}', 1, "found '}', expected an operator or the end of the expression"],
  ['[a', 0, "unclosed '[': found the end of the expression, expected ']'"],
  [
    '[a,',
    3,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['[a,]', 3, "found ']', expected a value, such as a field, a number or 'text'"],
  ['[a b]', 3, "found the name b, expected an operator, ',' or ']'"],
  ['[ ]', 2, "found ']', expected an expression; write `[]` for an empty list"],
  ['a[', 2, "found the end of the expression, expected an index, a slice or '*' in brackets"],
  ['a[0', 1, "unclosed '[': found the end of the expression, expected ']'"],
  [
    'a[b]',
    2,
    "found the name b, expected an index, a slice or '*' in brackets; a field is written .b, a filter [?b], a list of fields .[b]",
  ],
  [
    "a['b']",
    2,
    "found 'b', expected an index, a slice or '*' in brackets; a field is written .\"b\"",
  ],
  [
    'a["b"]',
    2,
    'found "b", expected an index, a slice or \'*\' in brackets; a field is written ."b", a filter [?"b"], a list of fields .["b"]',
  ],
  ['a[]b', 3, 'found the name b, expected an operator or the end of the expression'],
  ['a[0]b', 4, 'found the name b, expected an operator or the end of the expression'],
  ['a[1.5]', 2, 'found the number 1.5, expected an integer in the index'],
  ['a[-]', 2, "found '-', expected an index, a slice or '*' in brackets"],
  ['a[1:b]', 4, 'found the name b, expected an integer in the slice'],
  ['a[1:2:3:4]', 7, "found ':', expected ']'"],
  ['a[::0]', 4, 'the step of a slice cannot be 0'],
  ['a[1:2:0]', 6, 'the step of a slice cannot be 0'],
  [
    'a[?',
    3,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['a[?]', 3, "found ']', expected a value, such as a field, a number or 'text'"],
  ['a[?b', 1, "unclosed '[?': found the end of the expression, expected ']'"],
  ['a[?b c]', 5, "found the name c, expected an operator or ']'"],
  ['a[*', 1, "unclosed '[': found the end of the expression, expected ']'"],
  ['a[*]b', 4, 'found the name b, expected an operator or the end of the expression'],
  ['a[0,1]', 3, "found ',', expected ']'"],
  ['a.[b', 2, "unclosed '[': found the end of the expression, expected ']'"],
  ['a.[]', 2, "found '[]', expected a field name, '*', '[', '{' or '(' after '.'"],
  ['a.[ ]', 4, "found ']', expected an expression; write `[]` for an empty list"],
  ['{', 1, 'found the end of the expression, expected a key, such as name or "other-name"'],
  ['{}', 1, 'found \'}\', expected a key, such as name or "other-name"; an empty object is `{}`'],
  ['{a}', 2, "found '}', expected ':' after the key a; write a: a for a field as it is"],
  ['{a: }', 4, "found '}', expected a value, such as a field, a number or 'text'"],
  ['{a: b', 0, "unclosed '{': found the end of the expression, expected '}'"],
  [
    '{a: b,}',
    6,
    'found \'}\', expected a key, such as name or "other-name"; an empty object is `{}`',
  ],
  ['{a b}', 3, "found the name b, expected ':' after the key a"],
  [
    "{'a': b}",
    1,
    'found \'a\', expected a key, such as name or "other-name"; a key stands in double quotes',
  ],
  ['{1: b}', 1, 'found the number 1, expected a key, such as name or "other-name"'],
  ['{a: b c: d}', 6, "found the name c, expected an operator, ',' or '}'"],
  [
    '{customer-id: a}',
    9,
    "found '-', expected ':' after the key customer; a key with a - stands in double quotes",
  ],
  ['a =', 2, "found '=', expected an operator or the end of the expression; write == to compare"],
  ['a = b', 2, "found '=', expected an operator or the end of the expression; write == to compare"],
  [
    'a === b',
    4,
    "found '=', expected a value, such as a field, a number or 'text'; write == to compare",
  ],
  [
    'a !== b',
    4,
    "found '=', expected a value, such as a field, a number or 'text'; write != to compare",
  ],
  [
    'a ==',
    4,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    'a <> b',
    3,
    "found '>', expected a value, such as a field, a number or 'text'; write != to compare",
  ],
  [
    'a =< b',
    2,
    "found '=', expected an operator or the end of the expression; write <= to compare",
  ],
  [
    'a => b',
    2,
    "found '=', expected an operator or the end of the expression; write >= to compare",
  ],
  ['a =~ b', 3, "unexpected character ~; write match(text, 'pattern') for a regular expression"],
  ['== a', 0, "found '==', expected a value, such as a field, a number or 'text'"],
  [
    'a && ',
    5,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    'a &&& b',
    4,
    "found '&', expected a value, such as a field, a number or 'text'; &expression is only an argument of a function such as sort_by; \"and\" is &&",
  ],
  [
    'a & b',
    2,
    'found \'&\', expected an operator or the end of the expression; write && for "and"',
  ],
  [
    '&a',
    0,
    "found '&', expected a value, such as a field, a number or 'text'; &expression is only an argument of a function such as sort_by; \"and\" is &&",
  ],
  [
    'a | ',
    4,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['| a', 0, "found '|', expected a value, such as a field, a number or 'text'"],
  [
    'a ||',
    4,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['a ||| b', 4, "found '|', expected a value, such as a field, a number or 'text'"],
  [
    '!',
    1,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['a ! b', 2, "found '!', expected an operator or the end of the expression"],
  [
    'a +',
    3,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    '* *',
    3,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    'a * ',
    4,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['a ** b', 5, 'found the name b, expected an operator or the end of the expression'],
  [
    '10s',
    0,
    'a number cannot be followed by a letter in 10s; write \'10s\' for text, "10s" for a field of that name',
  ],
  [
    '1a',
    0,
    'a number cannot be followed by a letter in 1a; write \'1a\' for text, "1a" for a field of that name',
  ],
  [
    '1.5.2',
    4,
    "found the number 2, expected a field name, '*', '[', '{' or '(' after '.'; an element is [2], a field of that name is .\"2\"",
  ],
  ['.5', 0, "found '.', expected a value, such as a field, a number or 'text'; write 0.5"],
  [
    '5.',
    2,
    "found the end of the expression, expected a field name, '*', '[', '{' or '(' after '.'",
  ],
  [
    '1e',
    0,
    'a number cannot be followed by a letter in 1e; write \'1e\' for text, "1e" for a field of that name',
  ],
  [
    '0x1F',
    0,
    'a number cannot be followed by a letter in 0x1F; write \'0x1F\' for text, "0x1F" for a field of that name',
  ],
  ['a ? b', 5, "found the end of the expression, expected an operator or ':' of condition ? a : b"],
  [
    'a ? b :',
    7,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  ['a ? : b', 4, "found ':', expected a value, such as a field, a number or 'text'"],
  ['a ? b c', 6, "found the name c, expected an operator or ':' of condition ? a : b"],
  [
    'a ?? b',
    3,
    "found '?', expected a value, such as a field, a number or 'text'; write || for another value",
  ],
  [
    'let $x = a',
    10,
    "found the end of the expression, expected an operator, ',' or 'in' of let $name = value in expression",
  ],
  ['let $x', 6, "found the end of the expression, expected '=' after $x"],
  [
    'let $x = ',
    9,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    'let $x = a $x',
    11,
    "found the variable $x, expected an operator, ',' or 'in' of let $name = value in expression",
  ],
  ['let $x = a, in $x', 12, "found the name in, expected a variable such as $name after 'let'"],
  [
    'let $x = a in',
    13,
    "found the end of the expression, expected a value, such as a field, a number or 'text'",
  ],
  [
    'let x = a in x',
    4,
    'found the name x, expected an operator or the end of the expression; a variable begins with $',
  ],
  ['let $x == a in $x', 7, "found '==', expected '=' after $x"],
  [
    'let $x = a, $y = $x in $y',
    17,
    'there is no variable $x here; there are $root, $key, $index, $parent, $parents, $target, $params, $response, $file, $item',
  ],
  [
    '$foo',
    0,
    'there is no variable $foo here; there are $root, $key, $index, $parent, $parents, $target, $params, $response, $file, $item',
  ],
  ['$kye', 0, 'there is no variable $kye here; did you mean $key?'],
  ['$rot.a', 0, 'there is no variable $rot here; did you mean $root?'],
  ['let $total = a in $totl', 18, 'there is no variable $totl here; did you mean $total?'],
  ['$ a', 2, 'found the name a, expected an operator or the end of the expression'],
  ['foo(a)', 0, 'there is no function foo()'],
  ['lenght(a)', 0, 'there is no function lenght(); did you mean length()?'],
  ['parse_time_stamp(a)', 0, 'there is no function parse_time_stamp()'],
  ['length()', 0, 'length() takes 1 argument, but has 0: length(value)'],
  ['length(a, b)', 0, 'length() takes 1 argument, but has 2: length(value)'],
  ['length(a', 6, "unclosed '(': found the end of the expression, expected ')'"],
  ['length(a b)', 9, "found the name b, expected an operator, ',' or ')'"],
  ['length(a,)', 9, "found ')', expected a value, such as a field, a number or 'text'"],
  ['join(a)', 0, 'join() takes 2 arguments, but has 1: join(glue, parts)'],
  ['split(a)', 0, 'split() takes 2 to 3 arguments, but has 1: split(subject, separator, [count])'],
  [
    'split(a, b, `1`, c)',
    0,
    'split() takes 2 to 3 arguments, but has 4: split(subject, separator, [count])',
  ],
  ['merge()', 0, 'merge() takes at least 1 argument, but has 0: merge(objects...)'],
  ['now(a)', 0, 'now() takes no arguments, but has 1: now()'],
  ['"length"(a)', 0, 'a function name has no quotes; write length(...) instead of "length"(...)'],
  [
    'sort_by(a, b)',
    11,
    'sort_by(): argument 2 (key) should be an expression such as &name, with &',
  ],
  ['map(a, &b)', 4, 'map(): argument 1 (expression) should be an expression such as &name, with &'],
  [
    'length(&a)',
    7,
    'length(): argument 1 (value) should be a string, an array or an object, without &',
  ],
  ['merge(a, &b)', 9, 'merge(): argument 2 (objects) should be an object, without &'],
  ["abs('x')", 4, "abs(): argument 1 (value) should be a number, but is a string ('x')"],
  ['join(`1`, a)', 5, 'join(): argument 1 (glue) should be a string, but is a number (1)'],
  [
    "split(a, 'b', `-1`)",
    14,
    'split(): argument 3 (count) should be a non-negative integer, but is a number (-1)',
  ],
  [
    "find_first(a, 'b', 1.5)",
    19,
    'find_first(): argument 3 (start) should be an integer, but is a number (1.5)',
  ],
  [
    "sum('a')",
    4,
    "sum(): argument 1 (values) should be an array of numbers, but is a string ('a')",
  ],
  ['not_null(a, &b)', 12, 'not_null(): argument 2 (values) should be a value, without &'],
  ["match(a, '(')", 9, "match(): '(' is not a regular expression (RE2): missing closing )"],
  [
    "match(a, '(?=x)')",
    9,
    "match(): '(?=x)' is not a regular expression (RE2): invalid or unsupported Perl syntax",
  ],
  [
    "regex_replace(a, '[', 'b')",
    17,
    "regex_replace(): '[' is not a regular expression (RE2): missing closing ]",
  ],
  [
    "parse_time(a, '%Y-%q')",
    14,
    "parse_time(): '%Y-%q' is not a time format: there is no %q, only %Y %y %m %d %e %j %b %B %h %a %A %H %I %M %S %f %p %z %Z %s %T %R %F %D %%",
  ],
  ["parse_time(a, '%H')", 14, "parse_time(): '%H' is not a time format: it needs %Y, %y or %s"],
  ['true(a)', 0, 'there is no function true()'],
  [
    'a == "open"',
    5,
    '"open" in double quotes is the name of a field; write \'open\' for text, or @."open" if you mean the field',
  ],
  [
    '"open" == a',
    0,
    '"open" in double quotes is the name of a field; write \'open\' for text, or @."open" if you mean the field',
  ],
  [
    '"open" == a.b',
    0,
    '"open" in double quotes is the name of a field; write \'open\' for text, or @."open" if you mean the field',
  ],
  [
    'a != "x"',
    5,
    '"x" in double quotes is the name of a field; write \'x\' for text, or @."x" if you mean the field',
  ],
  [
    'a > "5"',
    4,
    '"5" in double quotes is the name of a field; write \'5\' for text, or @."5" if you mean the field',
  ],
  [
    'a == "it\'s"',
    5,
    "\"it's\" in double quotes is the name of a field; write 'it\\'s' for text, or @.\"it's\" if you mean the field",
  ],
  [
    '[?status == "open"]',
    12,
    '"open" in double quotes is the name of a field; write \'open\' for text, or @."open" if you mean the field',
  ],
  [
    'a == b && c == "d"',
    15,
    '"d" in double quotes is the name of a field; write \'d\' for text, or @."d" if you mean the field',
  ],
  [
    'a == ("b" == "c")',
    13,
    '"c" in double quotes is the name of a field; write \'c\' for text, or @."c" if you mean the field',
  ],
];

describe('every syntax error has its offset and says what is expected', () => {
  it.each(rows)('%s', (expression, offset, message) => {
    expect(refuse(expression)).toEqual({ expression, offset, message });
  });
});

describe('nesting', () => {
  const message = 'the expression is nested more than 500 deep; simplify it';

  it.each([
    [`${'('.repeat(600)}a`, 500],
    [`${'!'.repeat(600)}a`, 500],
    [`a${' + a'.repeat(600)}`, 1996],
    [`a${'[0]'.repeat(600)}`, 1498],
    [`a${'.a'.repeat(60_000)}`, 999],
    ['['.repeat(100_000), 500],
    ['{a: '.repeat(100_000), 2000],
  ])('%s is refused instead of overflowing the stack', (expression, offset) => {
    expect(refuse(expression)).toEqual({ expression, offset, message });
  });

  it.each([
    `${'('.repeat(400)}a${')'.repeat(400)}`,
    Array.from({ length: 400 }, (_, index) => `status == 's${index}'`).join(' || '),
    `a${'.a'.repeat(400)}`,
    `${'abs('.repeat(240)}a${')'.repeat(240)}`,
  ])('%s is deep and well', (expression) => {
    const document = { a: 1, status: 's399' };
    const { evaluate } = compileExpression(expression);
    expect(() => evaluate(document, { root: document, now: 0 })).not.toThrow();
  });
});

describe('warnings', () => {
  it.each([
    ['customer-id', 0, 'customer-id', 'customer - id'],
    ['orders[*].customer-id', 10, 'customer-id', 'customer - id'],
    ['x-rate-limit', 0, 'x-rate-limit', 'x - rate - limit'],
    ["[?content-type == 'a']", 2, 'content-type', 'content - type'],
    ['a + b-c', 4, 'b-c', 'b - c'],
    ['let $x = b-c in $x', 9, 'b-c', 'b - c'],
  ])('%s', (expression, offset, name, difference) => {
    expect(compileExpression(expression).warnings).toEqual([
      {
        offset,
        message: `${name} is a subtraction; write "${name}" for the field of that name, ${difference} for a subtraction`,
      },
    ]);
  });

  it('speaks of each name', () => {
    const { warnings } = compileExpression('a-b + c-d');
    expect(warnings.map(({ offset }) => offset)).toEqual([0, 6]);
  });

  it.each([
    '"customer-id"',
    'customer - id',
    'customer -id',
    'total-1',
    '$key-id',
    'a-length(b)',
    'a[0]-b',
    "'customer-id'",
    'a−b',
  ])('%s is meant', (expression) => {
    expect(compileExpression(expression).warnings).toEqual([]);
  });
});

describe('a double-quoted name in a comparison', () => {
  const document = { 'customer-id': 'x', other: 'x', open: 'open', a: { 'b c': 'x' } };

  it.each([
    `"customer-id" == 'x'`,
    `"customer-id" != 'y'`,
    '"customer-id" == `"x"`',
    '@."customer-id" == other',
    'other == @."customer-id"',
    'other == ("customer-id")',
    '("customer-id") == other',
    `a."b c" == 'x'`,
    'a."b c" == other',
    'other == a."b c"',
    '"customer-id" == a."b c"',
    '"customer-id" == to_string(other)',
  ])('%s is a field', (expression) => {
    const { evaluate } = compileExpression(expression);
    expect(evaluate(document, { root: document, now: 0 })).toBe(true);
  });
});
