import { z } from 'zod';

/** The allowed keys of a map. */
export interface KeyRule {
  /** Matches the whole key; used in JSON Schema. */
  readonly pattern?: RegExp;
  /** Undefined if the key is valid, else the problem and what is expected. */
  readonly fault: (key: string) => string | undefined;
}

/** A map with fixed keys; other keys are refused. */
export function object<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape);
}

/** A map with keys chosen by the user. */
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

/** Refuses an object without exactly one of these keys, which are alternatives. */
export function exactlyOne<T>(keys: readonly string[]): z.core.$ZodCheck<T> {
  return always((value, report) => {
    if (typeof value !== 'object' || value === null) return;
    const given = keys.filter((key) => key in value);
    if (given.length === 0) report([], `has none of ${keys.join(', ')}: write one`);
    if (given.length > 1) report([], `has ${given.join(' and ')}: keep one`);
  });
}

/** Refuses an object with more than one of these keys, which are alternatives. */
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

/** A check that runs even if values are invalid, so that all errors are reported together. */
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

/** A map as created by the configuration parser; not an array or the `Text` of a scalar. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
