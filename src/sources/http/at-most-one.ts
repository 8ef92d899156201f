import { z } from 'zod';

/** Refuses an object that has more than one of these keys, each a way of doing the same. */
export function atMostOne<T>(keys: readonly string[]): z.core.$ZodCheck<T> {
  return refusing<T>((value) => {
    const given = keys.filter((key) => key in value);
    return given.length > 1
      ? { path: [], message: `has ${given.join(' and ')}: keep one` }
      : undefined;
  });
}

/** A check over several keys that runs beside the mistakes of each, so that all are told at once. */
export function refusing<T>(
  faultOf: (
    value: Readonly<Record<string, unknown>>,
  ) => { readonly path: readonly string[]; readonly message: string } | undefined,
): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (value, context) => {
      if (!isRecord(value)) return;
      const fault = faultOf(value);
      if (fault === undefined) return;
      const { path, message } = fault;
      context.addIssue({ code: 'custom', path: [...path], message, input: value });
    },
    { when: () => true },
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
