import { z } from 'zod';
import { show } from './show.ts';
import { Text } from './text.ts';

/** The JSON Schema of a field, independent of its code. */
export interface FieldShape {
  /** The name of such values in the reference: `duration`, `expression`. */
  readonly title: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | readonly string[];
  readonly [keyword: string]: unknown;
}

export interface FieldContext {
  /**
   * Refuses the value. `path` leads from the field to the invalid part; `offset` counts the UTF-16 units of its text.
   */
  fail(message: string, at?: FaultPlace): never;
  /** Reports an error and continues, so that one value can have several errors. */
  report(message: string, at?: FaultPlace): void;
}

interface FaultPlace {
  readonly path?: readonly PropertyKey[];
  readonly offset?: number;
}

export type Field<T> = z.ZodPipe<z.ZodUnknown, z.ZodTransform<T>>;

/**
 * A leaf of the configuration. `read` converts the value to what the program uses, or fails. `expects` completes the
 * sentence "expected ..." and includes an example. The converted value is never undefined.
 *
 * @param inRequest whether it is part of a request and may contain references such as `${now}`
 */
export function field<T>(
  shape: FieldShape,
  expects: string,
  read: (value: {}, context: FieldContext) => T,
  { inRequest = false }: { readonly inRequest?: boolean } = {},
): Field<T> {
  return z
    .unknown()
    .transform((value, { issues }): T =>
      reading(value, issues, (context) => {
        if (value === undefined || value === null) {
          return context.fail(`is missing, expected ${expects}`);
        }
        if (!inRequest && value instanceof Text) refuseDeferred(value, context);
        return read(value, context);
      }),
    )
    .meta(shape);
}

/** Converts a value with `read` and reports refusals as zod issues, for fields that zod cannot describe. */
export function reading<T>(
  value: unknown,
  issues: z.core.$ZodRawIssue[],
  read: (context: FieldContext) => T,
): T {
  const context: FieldContext = {
    report(message, { path = [], offset } = {}) {
      issues.push({
        code: 'custom',
        message,
        path: [...path],
        input: value,
        params: { offset },
      });
    },
    fail(message, at) {
      context.report(message, at);
      throw new Refused();
    },
  };
  try {
    return read(context);
  } catch (error) {
    if (error instanceof Refused) return z.NEVER;
    throw error;
  }
}

/** The message for a value of the wrong type. */
export function expected(expects: string, value: unknown): string {
  return `expected ${expects}, got ${show(value)}`;
}

/** Resolves `${env:X}` and `${file:/p}` once, when the configuration is loaded. */
export function filledIn(value: {}, context: FieldContext): {} {
  if (!(value instanceof Text)) return value;
  refuseDeferred(value, context);
  if (value.reference) context.fail('takes no secretKeyRef: it is not a secret');
  try {
    return value.reveal();
  } catch (error) {
    return context.fail(error instanceof Error ? error.message : String(error));
  }
}

/** Like `filledIn`, for numbers: the text of `${env:X}` is converted to a number. */
export function filledInNumber(value: {}, context: FieldContext): unknown {
  const given = filledIn(value, context);
  if (!(value instanceof Text) || typeof given !== 'string') return given;
  return given.trim() === '' ? given : Number(given);
}

function refuseDeferred({ deferred: [first] }: Text, context: FieldContext): void {
  if (first === undefined) return;
  const { written } = first;
  context.fail(`takes no ${written}: only the url, query, headers and body of a request do`);
}

class Refused extends Error {}
