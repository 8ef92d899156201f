import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import { cut } from '../message/cut.ts';
import { previewJson } from '../message/preview-json.ts';

export type ObjectValue = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is ObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** The JMESPath type of a value; an exact integer (`bigint`) is a number. */
export function typeOf(value: unknown): TypeName {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isNumber(value)) return 'number';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'object';
}

/** V8 lists all keys of a large object to find the first one. */
const stepsOfFirstKey = 512;

/** JMESPath's truth: null, false, and an empty string, array or object are false; 0 is true. @throws BudgetSpent */
export function isTruthy(value: unknown, budget = unlimited): boolean {
  if (value === true) return true;
  if (value === false || value === null || value === undefined || value === '') return false;
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.length > 0;
  spend(budget, stepsOfFirstKey);
  for (const key in value) {
    if (Object.hasOwn(value, key)) return true;
  }
  return false;
}

/** Whether two values are the same JSON. Numbers compare by value, exactly for a `bigint` as well. @throws BudgetSpent */
export function isEqual(a: unknown, b: unknown, budget: Budget): boolean {
  if (typeof a === 'string') {
    if (typeof b !== 'string' || a.length !== b.length) return false;
    spend(budget, stepsOf(a.length));
    return a === b;
  }
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    // Neither less nor more, which compares a bigint with a double without rounding.
    return isNumber(a) && isNumber(b) && a <= b && a >= b;
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    spend(budget, a.length);
    return a.every((element, index) => isEqual(element, b[index], budget));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  spend(budget, keys.length + others.length);
  if (keys.length !== others.length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key], budget));
}

/** The order of two strings by code point, which is no locale's and the same everywhere. */
function compareTexts(a: string, b: string, budget: Budget): number {
  const length = Math.min(a.length, b.length);
  spend(budget, stepsOf(length));
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    // A surrogate stands for a code point above every unit that is none.
    if (left !== right)
      return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** The order of two numbers or of two strings; a number and a string have none. @throws BudgetSpent */
export function compareKeys(a: unknown, b: unknown, budget: Budget): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b, budget);
  spend(budget, 1);
  if (!isNumber(a) || !isNumber(b)) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A value as a message shows it, cut: `a string ('open')`, `an array of 3`. */
export function describeValue(value: unknown): string {
  switch (typeOf(value)) {
    case 'null':
      return 'null';
    case 'boolean':
      return `a boolean (${String(value)})`;
    case 'number':
      return `a number (${String(value)})`;
    case 'string':
      return `a string ('${cut(String(value), shownLength)}')`;
    case 'array':
      return `an array (${previewJson(value, shownLength)})`;
    case 'object':
      break;
  }
  return `an object (${previewJson(value, shownLength)})`;
}

const shownLength = 60;

/** A value as the key of an object: a string as it is, a number or boolean as a string; undefined for all else. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isNumber(value) || typeof value === 'boolean' ? String(value) : undefined;
}
