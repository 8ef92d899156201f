import type { Closure } from '../compile/closure.ts';
import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import {
  anything,
  either,
  integer,
  list,
  numbers,
  optional,
  reference,
  text,
  texts,
  variadic,
} from './parameters.ts';
import { allocateList, spend } from '../evaluation.ts';
import { indexOf } from './search.ts';
import { setOwn } from '../../decode/own-property.ts';
import { compareKeys, describeValue, keyText, isEqual, isNumber } from '../value.ts';

/** Functions on arrays; some apply an expression to each element. */
export const listFunctions: readonly FunctionDefinition[] = [
  define(
    'contains',
    [either(text('subject'), list('subject')), anything('search')],
    'Whether an array contains an element, or a string a substring.',
    { expression: "contains(tags, 'b')", document: { tags: ['a', 'b'] }, result: true },
    ({ run }, subject, search) => {
      if (typeof subject === 'string') {
        return typeof search === 'string' ? indexOf(run, subject, search) !== -1 : null;
      }
      return subject.some((element) => isEqual(element, search, run.budget));
    },
  ),
  define(
    'group_by',
    [list('elements'), reference('key')],
    'Groups the elements of an array by a key: an object with an array for each key. Number and boolean keys become strings.',
    {
      expression: 'group_by(orders, &status)',
      document: { orders: [{ status: 'open' }, { status: 'paid' }, { status: 'open' }] },
      result: { open: [{ status: 'open' }, { status: 'open' }], paid: [{ status: 'paid' }] },
    },
    groupBy,
  ),
  define(
    'map',
    [reference('expression'), list('elements')],
    'Applies an expression to each element of an array and returns the results, including nulls.',
    { expression: 'map(&id, orders)', document: { orders: [{ id: 1 }, {}] }, result: [1, null] },
    ({ run }, expression, elements) =>
      elements.map((element) => {
        spend(run, 1);
        return expression(element, run.scope);
      }),
  ),
  define(
    'max_by',
    [list('elements'), reference('key')],
    'The element with the largest key, a number or string; null for an empty array.',
    {
      expression: 'max_by(nodes, &load).name',
      document: {
        nodes: [
          { name: 'a', load: 1 },
          { name: 'b', load: 2 },
        ],
      },
      result: 'b',
    },
    (call, elements, key) => extremeBy(call, elements, key, 1),
  ),
  define(
    'min_by',
    [list('elements'), reference('key')],
    'The element with the smallest key, a number or string; null for an empty array.',
    {
      expression: 'min_by(nodes, &load).name',
      document: {
        nodes: [
          { name: 'a', load: 1 },
          { name: 'b', load: 2 },
        ],
      },
      result: 'a',
    },
    (call, elements, key) => extremeBy(call, elements, key, -1),
  ),
  define(
    'reverse',
    [either(text('value'), list('value'))],
    'Reverses an array or string.',
    { expression: 'reverse(steps)', document: { steps: [1, 2] }, result: [2, 1] },
    ({ run }, value) => {
      if (typeof value !== 'string') return value.toReversed();
      spend(run, value.length);
      return Array.from(value).toReversed().join('');
    },
  ),
  define(
    'slice',
    [list('elements'), integer('start'), optional(integer('stop'))],
    'The elements of an array from a start position up to, but not including, an end position. Unlike [1:], it keeps nulls. Negative positions count from the end.',
    { expression: 'slice(row, 1)', document: { row: ['t', null, 5] }, result: [null, 5] },
    (_call, elements, from, stop) => elements.slice(from, stop),
  ),
  define(
    'sort',
    [either(numbers('values'), texts('values'))],
    'Sorts numbers in ascending order, or strings by code point.',
    { expression: 'sort(load)', document: { load: [10, 9, 1] }, result: [1, 9, 10] },
    ({ run }, values) =>
      Array.from<unknown>(values).toSorted((a, b) => compareKeys(a, b, run.budget)),
  ),
  define(
    'sort_by',
    [list('elements'), reference('key')],
    'Sorts the elements of an array by a key. Keys must be all numbers or all strings; elements with equal keys keep their order.',
    {
      expression: 'sort_by(nodes, &load)[*].name',
      document: {
        nodes: [
          { name: 'a', load: 2 },
          { name: 'b', load: 1 },
        ],
      },
      result: ['b', 'a'],
    },
    (call, elements, key) =>
      keysOf(call, elements, key)
        .toSorted((a, b) => compareKeys(a.key, b.key, call.run.budget))
        .map(({ element }) => element),
  ),
  define(
    'zip',
    [variadic(list('arrays'))],
    'Combines arrays by position: an array of the first elements, one of the second elements, and so on, up to the length of the shortest array.',
    {
      expression: 'zip(names, loads)',
      document: { names: ['a', 'b'], loads: [1, 2, 3] },
      result: [
        ['a', 1],
        ['b', 2],
      ],
    },
    ({ run }, arrays) => {
      const length = Math.min(...arrays.map((array) => array.length));
      allocateList(run, length * (1 + arrays.length));
      return Array.from({ length }, (_, index) => arrays.map((array) => array[index] ?? null));
    },
  ),
];

function groupBy({ name, run }: Call, elements: readonly unknown[], key: Closure): unknown {
  const groups = new Map<string, unknown[]>();
  for (const [index, element] of elements.entries()) {
    spend(run, 1);
    const value = key(element, run.scope);
    const group = keyText(value);
    if (group === undefined) {
      throw new ExpressionError(
        `${name}(): the key of element ${index} should be a string, number or boolean, but is ${describeValue(value)}; write &(key || 'none') where there may be none`,
      );
    }
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [element]);
    else members.push(element);
  }
  const result: Record<string, unknown> = {};
  for (const [group, members] of groups) setOwn(result, group, members);
  return result;
}

interface Keyed {
  readonly element: unknown;
  readonly key: number | bigint | string;
}

/** Computes the key of each element; the keys are all numbers or all strings. */
function keysOf({ name, run }: Call, elements: readonly unknown[], key: Closure): Keyed[] {
  let isText: boolean | undefined;
  return elements.map((element, index) => {
    spend(run, 1);
    const value = key(element, run.scope);
    const isKey = typeof value === 'string' || isNumber(value);
    isText ??= typeof value === 'string';
    if (!isKey || (typeof value === 'string') !== isText) {
      const expected = index === 0 ? 'a number or string' : isText ? 'a string' : 'a number';
      throw new ExpressionError(
        `${name}(): the key of element ${index} should be ${expected}${index === 0 ? '' : ', as that of element 0'}, but is ${describeValue(value)}`,
      );
    }
    return { element, key: value };
  });
}

function extremeBy(
  call: Call,
  elements: readonly unknown[],
  key: Closure,
  direction: 1 | -1,
): unknown {
  let best: Keyed | undefined;
  for (const keyed of keysOf(call, elements, key)) {
    if (best === undefined || compareKeys(keyed.key, best.key, call.run.budget) * direction > 0) {
      best = keyed;
    }
  }
  return best?.element ?? null;
}
