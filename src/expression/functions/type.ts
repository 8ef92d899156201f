import { exactNumber } from '../../decode/exact-number.ts';
import { define, type FunctionDefinition } from './function-definition.ts';
import { writeJson } from '../json.ts';
import { anything, either, list, object, text, variadic } from './parameters.ts';
import { spend, type Evaluation } from '../evaluation.ts';
import { isNumber, typeOf } from '../value.ts';
import { counted } from './object.ts';

/** Functions that return the type of a value or convert it to another type. */
export const typeFunctions: readonly FunctionDefinition[] = [
  define(
    'exists',
    [anything('value')],
    'Whether a value exists and is not null.',
    { expression: 'exists(error)', document: { error: '' }, result: true },
    (_call, value) => value !== null,
  ),
  define(
    'length',
    [either(either(text('value'), list('value')), object('value'))],
    'The number of elements of an array, members of an object, or characters of a string.',
    { expression: 'length(orders)', document: { orders: [1, 2, 3] }, result: 3 },
    ({ run }, value) => {
      if (typeof value === 'string') return countCharacters(value, run);
      return Array.isArray(value) ? value.length : counted(run, Object.keys(value)).length;
    },
  ),
  define(
    'not_null',
    [variadic(anything('values'))],
    'The first argument that is not null.',
    { expression: "not_null(nick, name, 'none')", document: { name: 'Ada' }, result: 'Ada' },
    (_call, values) => values.find((value) => value !== null) ?? null,
  ),
  define(
    'to_array',
    [anything('value')],
    'Returns an array unchanged; wraps any other value in an array.',
    { expression: 'to_array(tags)', document: { tags: 'a' }, result: ['a'] },
    (_call, value): readonly unknown[] => (Array.isArray(value) ? value : [value]),
  ),
  define(
    'to_number',
    [anything('value')],
    'Returns a number unchanged and parses a string with a decimal number; null for anything else.',
    { expression: 'to_number(load)', document: { load: '0.25' }, result: 0.25 },
    (_call, value) => {
      if (isNumber(value)) return value;
      return typeof value === 'string' ? toNumber(value) : null;
    },
  ),
  define(
    'to_string',
    [anything('value')],
    'Returns a string unchanged; converts any other value to JSON.',
    { expression: 'to_string(id)', document: { id: 42 }, result: '42' },
    ({ run }, value) => (typeof value === 'string' ? value : writeJson(value, run)),
  ),
  define(
    'type',
    [anything('value')],
    'The type of a value: array, boolean, null, number, object or string.',
    { expression: 'type(load)', document: { load: 1 }, result: 'number' },
    (_call, value) => typeOf(value),
  ),
];

/** Counts code points; a surrogate pair counts as one. */
function countCharacters(value: string, run: Evaluation): number {
  spend(run, value.length >>> 2);
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/**
 * Parses decimal or exponent notation with optional white space around it. An integer beyond 2^53 is exact; a number
 * beyond the range of doubles is null.
 */
function toNumber(written: string): number | bigint | null {
  const trimmed = written.trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return null;
  return exactNumber(trimmed) ?? null;
}
