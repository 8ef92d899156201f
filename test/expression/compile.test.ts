import { describe, expect, it } from 'vitest';

import { compileExpression } from '../../src/expression/compile/compile.ts';

const document = {
  shop: { name: 'corner', address: { city: 'Berlin' } },
  orders: [
    { id: 'a', total: 12.5, tags: ['x', 'y'] },
    { id: 'b', total: 7, tags: [] },
  ],
  nodes: { n1: { load: [1, 2] }, n2: { load: [3, 4] } },
  empty: null,
};

function evaluate(source: string | number | boolean, node: unknown = document): unknown {
  return compileExpression(source).evaluate(node, { root: document, now: 0 });
}

describe('paths', () => {
  it.each<[string, unknown]>([
    ['@', document],
    ['$', document],
    ['$.shop.name', 'corner'],
    ['shop.name', 'corner'],
    ['shop.address.city', 'Berlin'],
    ['shop.address.city.street', null],
    ['missing', null],
    ['empty', null],
    ['empty.more', null],
    ['"shop"."name"', 'corner'],
    ['orders[0].id', 'a'],
    ['orders[-1].id', 'b'],
    ['orders[2]', null],
    ['orders.id', null],
    ['orders[*].id', ['a', 'b']],
    ['orders[*].missing', []],
    ['orders[?total > 10].id', ['a']],
    ['orders[].tags[]', ['x', 'y']],
    ['orders[1:].id', ['b']],
    ['orders[::-1].id', ['b', 'a']],
    ['shop.name[1:3]', 'or'],
    [
      'nodes.*.load',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['nodes.*.load[0]', [1, 3]],
    [
      'orders[*].{name: id, sum: total}',
      [
        { name: 'a', sum: 12.5 },
        { name: 'b', sum: 7 },
      ],
    ],
    ['orders[0].[id, total]', ['a', 12.5]],
    ['orders[*].id | [0]', 'a'],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });
});

describe('own properties only', () => {
  it.each([
    'constructor',
    'toString',
    '__proto__',
    '"hasOwnProperty"',
    'shop.constructor.name',
    'orders.length',
    'orders."0"',
    'orders.map',
    'shop.name.length',
    'shop.__proto__.constructor',
  ])('%s is null', (expression) => {
    expect(evaluate(expression)).toBeNull();
  });

  it('reads a field of any name that is the own one of a document', () => {
    const own: unknown = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "length": 3}');
    expect(evaluate('[__proto__.x, constructor, length]', own)).toEqual([1, 2, 3]);
  });

  it('reads objects without a prototype', () => {
    const bare: unknown = Object.assign(Object.create(null), { a: 1, toString: 2 });
    expect(evaluate('[a, toString, b]', bare)).toEqual([1, 2, null]);
    expect(evaluate('length(@)', bare)).toBe(2);
    expect(evaluate('@ == {a: 1, toString: 2}', bare)).toBe(true);
  });

  it('builds a field called __proto__ as a field', () => {
    const built = evaluate('{__proto__: shop}');
    expect(JSON.stringify(built)).toBe(
      '{"__proto__":{"name":"corner","address":{"city":"Berlin"}}}',
    );
    expect(Object.getPrototypeOf(built)).toBe(Object.prototype);
  });
});

describe('constants', () => {
  it.each<[string | number | boolean, unknown]>([
    [1, 1],
    [0, 0],
    [true, true],
    [false, false],
    ['3', 3],
    ['-3', -3],
    ['2.5', 2.5],
    ['1e3', 1000],
    ['-1.5E-2', -0.015],
    ['true', true],
    ['null', null],
    ["'text'", 'text'],
    [String.raw`'it\'s \\ \n'`, String.raw`it's \ \n`],
    ['`{"a": [1, null]}`', { a: [1, null] }],
    ['9007199254740993', 9007199254740993n],
    ['`[9007199254740993]`', [9007199254740993n]],
    ['[1, 2]', [1, 2]],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});
