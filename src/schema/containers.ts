import { z } from 'zod';

/** What the keys of a map must look like. */
export interface KeyRule {
  /** Of the whole key, for JSON Schema. */
  readonly pattern?: RegExp;
  /** Undefined when the key is good, else what is wrong and what is expected. */
  readonly fault: (key: string) => string | undefined;
}

/** A map with fixed keys; any other key is refused. */
export function object<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape);
}

/** A map whose keys are chosen by the user. */
export function mapOf<V extends z.ZodType>(rule: KeyRule, value: V) {
  return z
    .record(z.string(), value)
    .check(always((entries, report) => checkKeys(rule, entries, report)))
    .meta(rule.pattern === undefined ? {} : { propertyNames: { pattern: rule.pattern.source } });
}

export function listOf<V extends z.ZodType>(item: V) {
  return z.array(item).check(
    always((items, report) => {
      if (Array.isArray(items) && items.length === 0) report([], 'is empty, expected at least one');
    }),
  );
}

/** Refuses an object that has none, or more than one, of these keys, each a way of doing the same. */
export function exactlyOne<T>(keys: readonly string[]): z.core.$ZodCheck<T> {
  return always((value, report) => {
    if (typeof value !== 'object' || value === null) return;
    const given = keys.filter((key) => key in value);
    if (given.length === 0) report([], `has none of ${keys.join(', ')}: write one`);
    if (given.length > 1) report([], `has ${given.join(' and ')}: keep one`);
  });
}

/** Refuses an object that has more than one of these keys, each a way of doing the same. */
export function atMostOne<T>(keys: readonly string[]): z.core.$ZodCheck<T> {
  return always<T>((value, report) => {
    const given = isMap(value) ? keys.filter((key) => key in value) : [];
    if (given.length > 1) report([], `has ${given.join(' and ')}: keep one`);
  });
}

type Report = (path: readonly PropertyKey[], message: string) => void;

function checkKeys({ fault }: KeyRule, entries: unknown, report: Report): void {
  if (typeof entries !== 'object' || entries === null) return;
  for (const key of Object.keys(entries)) {
    const message = fault(key);
    if (message !== undefined) report([key], message);
  }
}

/** A check that runs beside the mistakes of the values too, so that all are told at once. */
export function always<T>(check: (value: unknown, report: Report) => void): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (value, context) => {
      check(value, (path, message) => {
        context.addIssue({ code: 'custom', path: [...path], message, input: value });
      });
    },
    { when: () => true },
  );
}

/** A map as the parser of the configuration makes it; not a list, nor the `Text` of a scalar. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
