import { didYouMean } from '../message/suggestion.ts';
import {
  expected,
  field,
  filledIn,
  filledInNumber,
  type Field,
  type FieldContext,
} from './field.ts';
import { Text } from './text.ts';

/** Allows `${env:X}` where a number or a boolean is expected. */
const interpolated = '\\$\\{';

export interface NumberOptions {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Replaces the sentence derived from the limits. */
  readonly expects?: string;
}

export function number(options: NumberOptions = {}): Field<number> {
  const { min, max, integer = false } = options;
  const expects = options.expects ?? expectedNumber(options);
  return field(
    {
      title: integer ? 'integer' : 'number',
      type: [integer ? 'integer' : 'number', 'string'],
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
      pattern: interpolated,
    },
    expects,
    (value, context) => {
      const given = filledInNumber(value, context);
      const good =
        typeof given === 'number' &&
        (!integer || Number.isInteger(given)) &&
        given >= (min ?? -Infinity) &&
        given <= (max ?? Infinity);
      return good || (Number.isNaN(given) && !integer && min === undefined)
        ? Number(given)
        : context.fail(expected(expects, value));
    },
  );
}

export function boolean(): Field<boolean> {
  return field(
    { title: 'boolean', type: ['boolean', 'string'], pattern: interpolated },
    'true or false',
    (value, context) => {
      const given = filledIn(value, context);
      if (typeof given === 'boolean') return given;
      if (value instanceof Text && (given === 'true' || given === 'false')) return given === 'true';
      return context.fail(expected('true or false', value));
    },
  );
}

const noFile = 'takes no ${file:} and no secretKeyRef: everyone who reads the metrics would see it';

/** One of a few words. They are examples in JSON Schema because an `enum` would not allow `${env:X}`. */
export function choice<const T extends string>(words: readonly T[]): Field<T> {
  const expects = words.length === 1 ? words.join('') : `one of ${words.join(', ')}`;
  const pattern = `^(${words.join('|')})$|${interpolated}`;
  const shape = { title: 'choice', type: 'string', pattern, examples: words } as const;
  return field(shape, expects, (value, context) => {
    const given = filledIn(value, context);
    const found = words.find((word) => word === given);
    const hint = typeof given === 'string' ? didYouMean(given, words, JSON.stringify) : '';
    return found ?? context.fail(`${expected(expects, value)}${hint}`);
  });
}

/**
 * A string that is shown unredacted: it may contain `${env:X}`, but no secret.
 *
 * @param faultOf returns the problem with a string, or undefined if it is valid
 */
export function plainText(
  expects = 'a string',
  faultOf: (text: string) => string | undefined = () => undefined,
): Field<string> {
  return field({ title: 'text', type: 'string' }, expects, (value, context) => {
    if (value instanceof Text && value.fromFile) context.fail(noFile);
    const given = filledIn(value, context);
    if (typeof given !== 'string') return context.fail(wrongText(expects, given));
    const fault = faultOf(given);
    return fault === undefined ? given : context.fail(fault);
  });
}

/** A string that is used but not published: it may contain secrets. */
export function text(expects = 'a string'): Field<Text> {
  return field({ title: 'text', type: 'string' }, expects, (value, context) =>
    readText(value, expects, context),
  );
}

function readText(value: {}, expects: string, context: FieldContext): Text {
  if (typeof value === 'string') return new Text([value]);
  if (!(value instanceof Text)) return context.fail(wrongText(expects, value));
  return value.reference ? context.fail('takes no secretKeyRef: it is not a secret') : value;
}

/** `got the number 5` alone would not explain that quotes make it a string. */
function wrongText(expects: string, value: unknown): string {
  const quoted =
    typeof value === 'number' || typeof value === 'boolean' ? ': write it in quotes' : '';
  return `${expected(expects, value)}${quoted}`;
}

function expectedNumber({ min, max, integer }: NumberOptions): string {
  const kind = integer === true ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${kind} from ${min} to ${max}`;
  if (min !== undefined) return `${kind}, ${min} or more`;
  return max === undefined ? kind : `${kind}, ${max} or less`;
}
