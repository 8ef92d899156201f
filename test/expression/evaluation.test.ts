import { describe, expect, it } from 'vitest';

import { type Budget, BudgetSpent, createBudget, withinBudget } from '../../src/budget/budget.ts';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import type { Scope } from '../../src/expression/expression.ts';

function evaluate(source: string, node: unknown, scope: Partial<Scope> = {}): unknown {
  return compileExpression(source).evaluate(node, { root: node, now: 0, ...scope });
}

const anExpressionError = (message: string): unknown =>
  expect.objectContaining({ name: 'ExpressionError', message });

describe('what is bound', () => {
  const scope: Scope = {
    root: { a: { b: 1 } },
    key: 'k',
    index: 3,
    parent: ['x'],
    target: 'https://a.example',
    params: { site: 'berlin' },
    response: { status: 200, headers: { age: '7' }, seconds: 0.5, bytes: 9, url: 'https://a' },
    file: { path: '/a.csv', mtime: 12.5, size: 3 },
    now: 1500,
  };

  it.each<[string, unknown]>([
    ['@', { x: 1 }],
    ['$.a.b', 1],
    ['$root.a.b', 1],
    ['$', { a: { b: 1 } }],
    ['$key', 'k'],
    ['$index + 1', 4],
    ['$parent[0]', 'x'],
    ['$target', 'https://a.example'],
    ['$params.site', 'berlin'],
    ['$response.status', 200],
    ['$response.headers.age', '7'],
    ['$file.mtime', 12.5],
    ['now()', 1.5],
    ['[*].[@, $key][]', null],
    ['{k: $key, x: x}', { k: 'k', x: 1 }],
    ['let $key = 1 in $key', 1],
    ['map(&$key, [1, 2])', ['k', 'k']],
  ])('%s', (expression, expected) => {
    expect(compileExpression(expression).evaluate({ x: 1 }, scope)).toEqual(expected);
  });

  it.each(['$key', '$index', '$parent', '$target', '$params', '$response', '$file', '$.a', '$'])(
    '%s is null where it is not bound',
    (expression) => {
      expect(compileExpression(expression).evaluate({}, { root: undefined, now: 0 })).toBeNull();
    },
  );

  it('sees a scope that changes from item to item', () => {
    const { evaluate: run } = compileExpression('[$index, $key, @]');
    const changing: Scope = { root: null, now: 0 };
    const seen = ['a', 'b'].map((item, index) => {
      changing.index = index;
      return run(item, changing);
    });
    expect(seen).toEqual([
      [0, null, 'a'],
      [1, null, 'b'],
    ]);
  });
});

describe('integers beyond 2^53', () => {
  const document = {
    big: 9007199254740993n,
    other: 9007199254740992,
    list: [9007199254740993n, 1],
    huge: 100000000000000000000n,
    next: 100000000000000000001n,
  };

  it.each<[string, unknown]>([
    ['big', 9007199254740993n],
    ['to_string(big)', '9007199254740993'],
    ['to_string(list)', '[9007199254740993,1]'],
    ['to_number(big)', 9007199254740993n],
    ["to_number('9007199254740993')", 9007199254740993n],
    ["to_number('-9007199254740993')", -9007199254740993n],
    ['type(big)', 'number'],
    ['big == other', false],
    ['big != other', true],
    ['big == 9007199254740993', true],
    ['big == `9007199254740993`', true],
    ['big == 9007199254740992', false],
    ['big > other', true],
    ['big >= 9007199254740993', true],
    ['big < other', false],
    ['big == big', true],
    ["big == '9007199254740993'", false],
    ['huge == 1e20', true],
    ['huge == `1e20`', true],
    ['huge != 1e20', false],
    ['next == 1e20', false],
    ['next > 1e20', true],
    ['list == `[9007199254740993, 1]`', true],
    ['contains(list, big)', true],
    ['contains(list, other)', false],
    ['big + 1', 9007199254740994n],
    ['big / 2', 4503599627370496],
    ['-big', -9007199254740993n],
    ['big || 1', 9007199254740993n],
    ['!big', false],
    ['abs(-9007199254740993)', 9007199254740993n],
    ['floor(big)', 9007199254740993n],
    ['ceil(big)', 9007199254740993n],
    ['sum(list)', 9007199254740994n],
    ['avg(list)', 4503599627370497],
    ['max(list)', 9007199254740993n],
    ['min(list)', 1],
    ['sort(list)', [1, 9007199254740993n]],
    ['sort_by(list, &@)', [1, 9007199254740993n]],
    ['max_by(list, &@)', 9007199254740993n],
    ['parse_number(big)', 9007199254740993n],
    ['list[?@ > 1]', [9007199254740993n]],
    ['not_null(big)', 9007199254740993n],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });
});

describe('errors of evaluation', () => {
  it.each<[string, unknown, string]>([
    ['a + b', { a: 'x', b: 1 }, "the left side of + should be a number, but is a string ('x')"],
    ['a * b', { a: 1, b: true }, 'the right side of * should be a number, but is a boolean (true)'],
    ['a - b', { a: null, b: [1] }, 'the right side of - should be a number, but is an array ([1])'],
    ['-a', { a: {} }, 'what follows the sign - should be a number, but is an object ({})'],
    ['a / 0', { a: 1 }, 'division by zero: the right side of / is 0'],
    ['a // b', { a: 1, b: 0 }, 'division by zero: the right side of // is 0'],
    ['a % b', { a: 1, b: 0 }, 'division by zero: the right side of % is 0'],
    ['lower(a)', {}, 'lower(): argument 1 (subject) should be a string, but is null'],
    ['abs(a)', { a: '1' }, "abs(): argument 1 (value) should be a number, but is a string ('1')"],
    [
      'sum(a)',
      { a: [1, '2'] },
      `sum(): argument 1 (values) should be an array of numbers, but is an array ([1,"2"])`,
    ],
    [
      'join(a, b)',
      { a: '', b: [1] },
      'join(): argument 2 (parts) should be an array of strings, but is an array ([1])',
    ],
    [
      'max(a)',
      { a: [1, 'a'] },
      `max(): argument 1 (values) should be an array of numbers or an array of strings, but is an array ([1,"a"])`,
    ],
    ['merge(a, b)', { a: {} }, 'merge(): argument 2 (objects) should be an object, but is null'],
    [
      'zip(a, b)',
      { a: [], b: 1 },
      'zip(): argument 2 (arrays) should be an array, but is a number (1)',
    ],
    [
      'pad_left(a, b)',
      { a: '', b: 1.5 },
      'pad_left(): argument 2 (width) should be a non-negative integer, but is a number (1.5)',
    ],
    [
      "pad_left(a, 3, 'xy')",
      { a: '' },
      "pad_left(): argument 3 (pad) should be one character, but is a string ('xy')",
    ],
    [
      'from_items(@)',
      [['a', 1], ['b']],
      `from_items(): element 1 should be an array of a key and a value, but is an array (["b"])`,
    ],
    [
      'sort_by(@, &a)',
      [{ a: 1 }, { a: 'x' }],
      "sort_by(): the key of element 1 should be a number, as that of element 0, but is a string ('x')",
    ],
    [
      'max_by(@, &a)',
      [{}],
      'max_by(): the key of element 0 should be a number or string, but is null',
    ],
    [
      'group_by(@, &a)',
      [{ a: 'x' }, {}],
      "group_by(): the key of element 1 should be a string, number or boolean, but is null; write &(key || 'none') where there may be none",
    ],
    [
      'lower(a)',
      { a: { long: 'x'.repeat(200) } },
      `lower(): argument 1 (subject) should be a string, but is an object ({"long":"${'x'.repeat(51)}…)`,
    ],
  ])('%s on %j', (expression, document, message) => {
    expect(() => evaluate(expression, document)).toThrow(anExpressionError(message));
  });

  it('leaves nothing behind for the next evaluation', () => {
    const { evaluate: run } = compileExpression('let $x = a in lower($x)');
    expect(() => run({ a: 1 }, { root: null, now: 0 })).toThrow('argument 1');
    expect(run({ a: 'X' }, { root: null, now: 0 })).toBe('x');
  });
});

/** A budget without time, so that only steps are left. */
function budgetOf(steps: number): Budget {
  return { ...createBudget(0), left: steps, until: 0 };
}

describe('the budget', () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const long = 'a'.repeat(400);
  const deep = { list: numbers, other: [...numbers] };
  const large = Object.fromEntries(numbers.map((number) => [`key${number}`, number]));

  it.each<[string, unknown]>([
    ['map(&map(&@, $), @)', numbers],
    ['[*].[$[*]]', numbers],
    ['[?$[?@ == 1]]', numbers],
    ['[].[$[]]', numbers],
    ['[::].[$[::]]', numbers],
    ['values(@)[*].[$.*]', large],
    ['map(&sort($), @)', numbers],
    ['map(&sort_by($, &@), @)', numbers],
    ['map(&max_by($, &@), @)', numbers],
    ['map(&group_by($, &@), @)', numbers],
    ['map(&zip($, $), @)', numbers],
    ['map(&reverse($), @)', numbers],
    ['map(&sum($), @)', numbers],
    ['map(&max($), @)', numbers],
    ['map(&contains($, `-1`), @)', numbers],
    ['values(@)[*].[keys($), items($), values($)]', large],
    ['values(@)[*].merge($, $)', large],
    ['values(@)[*].from_items(items($))', large],
    ['values(@)[*].length($)', large],
    ['values(@)[*].[to_string($)]', large],
    ['values(@)[?$ && $]', large],
    ['values(@)[?!$]', large],
    ['values(@)[*].($ ? 1 : 2)', large],
    ['list[?$.list == $.other]', deep],
    ["map(&pad_left('', `1000`), @)", numbers],
    ["map(&pad_right('', `1000`), @)", numbers],
    ["map(&match(pad_left('', `60`), 'a'), @)", numbers],
    ["map(&regex_replace(pad_left('', `60`), ' ', 'a'), @)", numbers],
    [
      "map(&replace(pad_left('', `50`), ' ', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), @)",
      numbers,
    ],
    ["map(&join('', [$.text, $.text]), list)", { list: numbers, text: long }],
    ["map(&contains($.text, 'aaaaaaaaaaaaaaab'), list)", { list: numbers, text: long }],
    ["map(&find_first($.text, 'aaaaaaaaaaaaaaab'), list)", { list: numbers, text: long }],
    ["map(&find_last($.text, 'aaaaaaaaaaaaaaab'), list)", { list: numbers, text: long }],
    ["map(&split($.text, ''), list)", { list: numbers, text: long }],
    ["map(&split($.text, 'b'), list)", { list: numbers, text: long }],
    ["map(&trim($.text, 'a'), list)", { list: numbers, text: long }],
    ['map(&length($.text), list)', { list: numbers, text: long }],
    ['map(&reverse($.text), list)', { list: numbers, text: long }],
    ['map(&$.text[::2], list)', { list: numbers, text: long }],
    ['map(&parse_number(to_string(@)), $)', [...numbers, ...numbers, ...numbers]],
    ["map(&parse_time('1/1/2026', '%d/%m/%Y'), $)", [...numbers, ...numbers, ...numbers]],
    ["map(&match('a', join('', ['a', to_string(@)])), $)", numbers],
  ])('ends %s', (expression, document) => {
    const { evaluate: run } = compileExpression(expression);
    const scope = { root: document, now: 0 };
    expect(() => run(document, { ...scope, budget: budgetOf(10_000) })).toThrow(BudgetSpent);
    expect(() => run(document, scope)).not.toThrow();
  });

  it('is one for all evaluations', () => {
    const { evaluate: run } = compileExpression('[*]');
    const scope = { root: null, now: 0, budget: budgetOf(1000) };
    for (let round = 0; round < 5; round += 1) expect(run(numbers, scope)).toHaveLength(200);
    expect(() => run(numbers, scope)).toThrow(BudgetSpent);
  });

  it('ends what would not end in a lifetime, at its deadline', () => {
    const nested = 'map(&'.repeat(8) + '@' + ', $)'.repeat(8);
    const budget = createBudget(50);
    const start = performance.now();
    expect(() => withinBudget(budget, () => evaluate(nested, numbers, { budget }))).toThrow(
      BudgetSpent,
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('is not begun to be spent on one call that could outlast it', () => {
    const text = 'a'.repeat(1_000_000);
    const search = `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}`; // takes V8 50 s to look for
    for (const source of ['contains(a, b)', 'find_first(a, b)', 'find_last(a, b)', 'split(a, b)']) {
      const budget = createBudget(20);
      const document = { a: text, b: search };
      expect(() => withinBudget(budget, () => evaluate(source, document, { budget }))).toThrow(
        BudgetSpent,
      );
    }
  });

  it('is not spent by what a small document needs', () => {
    const { evaluate: run } = compileExpression("orders[?status == 'open' && total > `1`].id");
    const order = { id: 'a', status: 'open', total: 2 };
    const document = { orders: [order, order, order] };
    const budget = budgetOf(50);
    expect(run(document, { root: document, now: 0, budget })).toEqual(['a', 'a', 'a']);
  });
});

describe('the size of a result', () => {
  const part = 'x'.repeat(1024 * 1024);
  const list = Array.from({ length: 4000 }, () => 1);
  const text = 'the expression would make a string of ';

  it.each<[string, unknown, string]>([
    [
      "pad_left('', `1000000000`)",
      null,
      `${text}1000000000 characters, but the maximum is 16777216`,
    ],
    ["pad_right('', `1000000000`)", null, `${text}1000000000 characters`],
    ["join('', @)", Array.from({ length: 17 }, () => part), `${text}17825792 characters`],
    ["replace(@, 'x', 'yyyyyyyyyyyyyyyyy')", part, `${text}17825792 characters`],
    ["regex_replace(@, 'x', 'yyyyyyyyyyyyyyyyy')", part, text],
    ['to_string(@)', Array.from({ length: 17 }, () => part), text],
    [
      'map(&$, @)[]',
      list,
      'the expression would make an array of 16004000 elements, but the maximum is 10000000',
    ],
    ['zip(@, @)', Array.from({ length: 4_000_000 }, () => 1), 'an array of 12000000 elements'],
  ])('of %s is limited', (expression, document, message) => {
    expect(() => evaluate(expression, document)).toThrow(message);
    expect(() => evaluate(expression, document)).toThrow(
      expect.objectContaining({ name: 'ExpressionError' }),
    );
  });

  it('is limited for what has itself as a part many times', () => {
    const doubling = 'let $x = [$x, $x] in '.repeat(60);
    expect(() => evaluate(`let $x = [@] in ${doubling} to_string($x)`, 1)).toThrow(text);
    expect(() => evaluate(`let $x = [@] in ${doubling} abs($x)`, 1)).toThrow(
      'abs(): argument 1 (value) should be a number, but is an array ([[[[[',
    );
  });

  it('is an error and no crash where strings double', () => {
    const doubling = Array.from({ length: 60 }, () => "let $x = join('', [$x, $x]) in ");
    const expression = `let $x = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' in ${doubling.join('')} length($x)`;
    expect(() => evaluate(expression, null)).toThrow(
      expect.objectContaining({ name: 'ExpressionError' }),
    );
  });

  it('makes an error of a document that is too deep for the stack', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(() => evaluate('to_string(@)', deep)).toThrow('too large for this document');
    expect(() => evaluate('@ == [@][0]', [deep, deep])).not.toThrow();
  });
});

describe('let', () => {
  it.each<[string, unknown]>([
    ['let $x = a in $x', 1],
    ['let $x = a, $y = b in [$x, $y]', [1, [1, 2]]],
    [
      'let $x = a in map(&[@, $x], b)',
      [
        [1, 1],
        [2, 1],
      ],
    ],
    ['let $x = a in let $y = $x in $y', 1],
    ['let $x = a in (let $x = 2 in $x) + $x', 3],
    ['b[*].[let $x = @ in $x][]', [1, 2]],
    [
      'map(&(let $x = @ in map(&[@, $x], $.b)), b)',
      [
        [
          [1, 1],
          [2, 1],
        ],
        [
          [1, 2],
          [2, 2],
        ],
      ],
    ],
    ['sort_by(b, &(let $x = @ in -$x))', [2, 1]],
    ['let $x = missing in $x', null],
    ['let $x = let $y = a in $y in $x', 1],
    ['{let: a}.let', 1],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, { a: 1, b: [1, 2] })).toEqual(expected);
  });
});

describe('own and null-prototype objects in functions', () => {
  it.each<[string, unknown]>([
    ['keys(@)', ['a', '__proto__']],
    ['values(@)', [1, 2]],
    [
      'items(@)',
      [
        ['a', 1],
        ['__proto__', 2],
      ],
    ],
    ['to_string(from_items(items(@)))', '{"a":1,"__proto__":2}'],
    ['to_string(merge(@, @))', '{"a":1,"__proto__":2}'],
    ["to_string(group_by([{k: '__proto__'}], &k))", '{"__proto__":[{"k":"__proto__"}]}'],
    ["lookup(@, '__proto__')", 2],
    ['__proto__', 2],
    ['length(@)', 2],
    ['@ == from_items(items(@))', true],
    ['*', [1, 2]],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression, JSON.parse('{"a": 1, "__proto__": 2}'))).toEqual(expected);
  });
});
