import { define, type FunctionDefinition } from './function-definition.ts';
import { either, number, numbers, texts } from './parameters.ts';
import type { Budget } from '../../budget/budget.ts';
import { operateExactly } from '../exact.ts';
import { compareKeys } from '../value.ts';

/** Functions on numbers. Functions on arrays return null for an empty array, except that its sum is 0. */
export const numberFunctions: readonly FunctionDefinition[] = [
  define(
    'abs',
    [number('value')],
    'The absolute value of a number.',
    { expression: 'abs(drift)', document: { drift: -1.5 }, result: 1.5 },
    (_call, value) => {
      if (typeof value === 'number') return Math.abs(value);
      return value < 0n ? -value : value;
    },
  ),
  define(
    'avg',
    [numbers('values')],
    'The mean of an array of numbers; null for an empty array.',
    { expression: 'avg(load)', document: { load: [1, 2, 6] }, result: 3 },
    (_call, values) => (values.length === 0 ? null : Number(total(values)) / values.length),
  ),
  define(
    'ceil',
    [number('value')],
    'Rounds a number up to an integer.',
    { expression: 'ceil(load)', document: { load: 1.2 }, result: 2 },
    (_call, value) => (typeof value === 'bigint' ? value : Math.ceil(value)),
  ),
  define(
    'floor',
    [number('value')],
    'Rounds a number down to an integer.',
    { expression: 'floor(load)', document: { load: 1.8 }, result: 1 },
    (_call, value) => (typeof value === 'bigint' ? value : Math.floor(value)),
  ),
  define(
    'max',
    [either(numbers('values'), texts('values'))],
    'The largest number, or the last string by code point; null for an empty array.',
    { expression: 'max(load)', document: { load: [1, 6, 2] }, result: 6 },
    ({ run }, values) => extreme(values, 1, run.budget),
  ),
  define(
    'min',
    [either(numbers('values'), texts('values'))],
    'The smallest number, or the first string by code point; null for an empty array.',
    { expression: 'min(load)', document: { load: [3, 1, 2] }, result: 1 },
    ({ run }, values) => extreme(values, -1, run.budget),
  ),
  define(
    'sum',
    [numbers('values')],
    'The sum of an array of numbers; 0 for an empty array.',
    {
      expression: 'sum(orders[*].total)',
      document: { orders: [{ total: 1 }, { total: 2 }] },
      result: 3,
    },
    (_call, values) => total(values),
  ),
];

/** Exact if all values are integers. */
function total(values: readonly (number | bigint)[]): number | bigint {
  let sum: number | bigint = 0;
  for (const value of values) sum = operateExactly('+', sum, value);
  return sum;
}

function extreme(values: readonly unknown[], direction: 1 | -1, budget: Budget): unknown {
  let best: unknown = values[0] ?? null;
  for (const value of values) {
    if (compareKeys(value, best, budget) * direction > 0) best = value;
  }
  return best;
}
