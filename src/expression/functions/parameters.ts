import type { Closure } from '../compile/closure.ts';
import type { Parameter } from './function-definition.ts';
import { isNumber, isObject, type ObjectValue } from '../value.ts';

export function anything(name: string): Parameter {
  return { name, type: 'a value', accepts: (value): value is unknown => value !== undefined };
}

export function text(name: string): Parameter<string> {
  return { name, type: 'a string', accepts: isText };
}

export function number(name: string): Parameter<number | bigint> {
  return { name, type: 'a number', accepts: isNumber };
}

/** An integer parameter. `least` is the minimum: a position may be negative, a count may not. */
export function integer(name: string, least = -Infinity): Parameter<number> {
  return {
    name,
    type: least === 0 ? 'a non-negative integer' : 'an integer',
    accepts: (value): value is number => Number.isInteger(value) && Number(value) >= least,
  };
}

export function list(name: string): Parameter<readonly unknown[]> {
  return { name, type: 'an array', accepts: isList };
}

export function object(name: string): Parameter<ObjectValue> {
  return { name, type: 'an object', accepts: isObject };
}

export function numbers(name: string): Parameter<readonly (number | bigint)[]> {
  return { name, type: 'an array of numbers', accepts: areNumbers };
}

export function texts(name: string): Parameter<readonly string[]> {
  return { name, type: 'an array of strings', accepts: areTexts };
}

export function lists(name: string): Parameter<readonly (readonly unknown[])[]> {
  return {
    name,
    type: 'an array of arrays',
    accepts: (value): value is readonly (readonly unknown[])[] =>
      isList(value) && value.every(isList),
  };
}

export function reference(name: string): Parameter<Closure> {
  return {
    name,
    type: 'an expression such as &name',
    isReference: true,
    accepts: (value): value is Closure => typeof value === 'function',
  };
}

/** Accepts one of two types; `type` names both. */
export function either<A, B>(a: Parameter<A>, b: Parameter<B>): Parameter<A | B> {
  return {
    name: a.name,
    type: `${a.type.replace(' or ', ', ')} or ${b.type}`,
    accepts: (value): value is A | B => a.accepts(value) || b.accepts(value),
  };
}

/** Accepts null, which by convention makes the result null. */
export function nullable<T>({ name, type, accepts }: Parameter<T>): Parameter<T | null> {
  return { name, type, accepts: (value): value is T | null => value === null || accepts(value) };
}

/** May be omitted, but null is refused. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined> {
  return {
    name: parameter.name,
    type: parameter.type,
    optional: true,
    accepts: (value): value is T | undefined => parameter.accepts(value),
    refuse: (literal, run) =>
      literal === undefined ? undefined : parameter.refuse?.(literal, run),
  };
}

/** One or more arguments, as an array. */
export function variadic<T>(parameter: Parameter<T>): Parameter<readonly T[]> {
  const { name, type, accepts } = parameter;
  return {
    name,
    type,
    acceptsEach: accepts,
    accepts: (value): value is readonly T[] =>
      isList(value) && value.every((each) => accepts(each)),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function areNumbers(value: unknown): value is readonly (number | bigint)[] {
  return isList(value) && value.every(isNumber);
}

function areTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every(isText);
}
