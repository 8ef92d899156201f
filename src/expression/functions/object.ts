import { ExpressionError } from '../expression.ts';
import { define, type FunctionDefinition } from './function-definition.ts';
import {
  anything,
  either,
  list,
  lists,
  nullable,
  number,
  object,
  optional,
  text,
  variadic,
} from './parameters.ts';
import { spend, type Evaluation } from '../evaluation.ts';
import { setOwn } from '../../decode/own-property.ts';
import { describeValue, keyText } from '../value.ts';

/** Functions on objects. */
export const objectFunctions: readonly FunctionDefinition[] = [
  define(
    'from_items',
    [lists('pairs')],
    'Creates an object from an array of [key, value] pairs. Number and boolean keys become strings.',
    {
      expression: 'from_items(@)',
      document: [
        ['a', 1],
        ['b', 2],
      ],
      result: { a: 1, b: 2 },
    },
    ({ name }, pairs) => {
      const result: Record<string, unknown> = {};
      for (const [index, pair] of pairs.entries()) {
        const [given, value = null] = pair;
        const key = keyText(given);
        if (pair.length !== 2 || key === undefined) {
          throw new ExpressionError(
            `${name}(): element ${index} should be an array of a key and a value, but is ${describeValue(pair)}`,
          );
        }
        setOwn(result, key, value);
      }
      return result;
    },
  ),
  define(
    'items',
    [object('object')],
    'The members of an object as an array of [key, value] pairs.',
    {
      expression: 'items(@)',
      document: { a: 1, b: 2 },
      result: [
        ['a', 1],
        ['b', 2],
      ],
    },
    ({ run }, value) => counted(run, Object.entries(value)),
  ),
  define(
    'keys',
    [object('object')],
    'The keys of an object.',
    { expression: 'keys(@)', document: { a: 1, b: 2 }, result: ['a', 'b'] },
    ({ run }, value) => counted(run, Object.keys(value)),
  ),
  define(
    'lookup',
    [
      nullable(either(object('object'), list('array'))),
      nullable(either(text('key'), number('key'))),
      optional(anything('default')),
    ],
    'The member of an object with a computed key, or the element of an array at an index; negative indexes count from the end. If there is none, the default or null.',
    {
      expression: "lookup($root.names, code, 'other')",
      document: { names: { '1': 'red' }, code: 1 },
      result: 'red',
    },
    (_call, value, key, otherwise = null) => {
      if (isArray(value)) {
        const index = typeof key === 'string' && /^-?\d{1,9}$/.test(key) ? Number(key) : key;
        return (typeof index === 'number' ? value.at(index) : null) ?? otherwise;
      }
      if (value === null || key === null || !Object.hasOwn(value, String(key))) return otherwise;
      return value[String(key)] ?? otherwise;
    },
  ),
  define(
    'merge',
    [variadic(object('objects'))],
    'Merges objects into one. If several have the same key, the last value is used.',
    {
      expression: 'merge(a, b)',
      document: { a: { x: 1, y: 1 }, b: { y: 2 } },
      result: { x: 1, y: 2 },
    },
    ({ run }, objects) => {
      const result: Record<string, unknown> = {};
      for (const each of objects) {
        for (const [key, value] of counted(run, Object.entries(each))) setOwn(result, key, value);
      }
      return result;
    },
  ),
  define(
    'values',
    [object('object')],
    'The values of an object.',
    { expression: 'values(@)', document: { a: 1, b: 2 }, result: [1, 2] },
    ({ run }, value) => counted(run, Object.values(value)),
  ),
];

/** Charges the members of an object, after they are counted, to the budget. */
export function counted<T>(run: Evaluation, members: readonly T[]): readonly T[] {
  spend(run, members.length);
  return members;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
