import { z } from 'zod';
import { show } from './show.ts';
import { Text } from './text.ts';

/** How a field looks in JSON Schema, whatever the code behind it does. */
export interface FieldShape {
  /** What the reference calls such a value: `duration`, `expression`. */
  readonly title: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | readonly string[];
  readonly [keyword: string]: unknown;
}

export interface FieldContext {
  /**
   * Refuses the value. `path` leads from the field to the part that is wrong, `offset` counts the
   * UTF-16 units of its text.
   */
  fail(message: string, at?: FaultPlace): never;
  /** Says what is wrong and goes on, so that one value can have several mistakes. */
  report(message: string, at?: FaultPlace): void;
}

interface FaultPlace {
  readonly path?: readonly PropertyKey[];
  readonly offset?: number;
}

export type Field<T> = z.ZodPipe<z.ZodUnknown, z.ZodTransform<T>>;

/**
 * A leaf of the configuration: `read` makes of the value what the program works with, or fails.
 * `expects` ends the sentence "expected ..." and names an example. The read value is never undefined.
 *
 * @param inRequest whether it is a part of a request, which may have references such as `${now}`
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

/** What `read` makes of a value, its refusals as issues: for fields that zod has no word for. */
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

/** What a field says of a value of the wrong kind. */
export function expected(expects: string, value: unknown): string {
  return `expected ${expects}, got ${show(value)}`;
}

/** The value with `${env:X}` and `${file:/p}` filled in, for fields that need it only once, at load. */
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

/** As `filledIn`, where a number is wanted: `${env:X}` gives the number that its text is. */
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
