import type { z } from 'zod';
import { closest } from '../../message/suggestion.ts';
import { expected } from '../../schema/field.ts';
import type { Finding } from '../../schema/finding.ts';
import { Text } from '../../schema/text.ts';
import { schemaAt, type JsonSchema } from '../schema/json-schema.ts';
import { formatPath } from './problem.ts';

/** Converts the issues that the schema reports to findings with clearer messages. */
export function findingsOf(
  error: z.ZodError,
  raw: unknown,
  schema: JsonSchema,
): readonly Finding[] {
  const findings = error.issues.flatMap((issue) => findingsOfIssue(issue, raw, schema));
  const texts = error.issues.filter((issue) => isTextForMap(issue, raw)).map(({ path }) => path);
  return findings.filter(
    ({ path }) => !texts.some((text) => path.length > text.length && isWithin(path, text)),
  );
}

/** Whether `path` is `place` or below it. */
export function isWithin(path: readonly PropertyKey[], place: readonly PropertyKey[]): boolean {
  return place.every((step, i) => String(path[i]) === String(step));
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let at = raw;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

function findingsOfIssue(issue: z.core.$ZodIssue, raw: unknown, schema: JsonSchema): Finding[] {
  const { path } = issue;
  const value = valueAt(raw, path);
  if (issue.code === 'unrecognized_keys') {
    if (isTextForMap(issue, raw)) return [{ path, message: expected('an object', value) }];
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknownKey(key, path, schema),
    }));
  }
  if (issue.code === 'invalid_type') {
    const wanted = issue.expected === 'array' ? 'an array' : 'an object';
    const missing = value === undefined || value === null;
    return [
      { path, message: missing ? `is missing, expected ${wanted}` : expected(wanted, value) },
    ];
  }
  // Every field has its own message; the offset is the position within its text.
  const offset: unknown = issue.code === 'custom' ? issue.params?.['offset'] : undefined;
  return [{ path, message: issue.message, ...(typeof offset === 'number' && { offset }) }];
}

/** `http: ${env:X}` in place of a map: the schema only reports an object with an unknown key. */
function isTextForMap(issue: z.core.$ZodIssue, raw: unknown): boolean {
  return issue.code === 'unrecognized_keys' && valueAt(raw, issue.path) instanceof Text;
}

function unknownKey(key: string, path: readonly PropertyKey[], schema: JsonSchema): string {
  const here = Object.keys(schemaAt(schema, path)?.properties ?? {});
  const home = homeOf(key, path, schema);
  if (home !== undefined) return `unknown key here: it belongs in ${formatPath(home)}`;
  const meant = closest(key, here);
  if (meant !== undefined) return `unknown key, did you mean "${meant}"?`;
  return here.length === 0
    ? 'unknown key: nothing can stand here'
    : `unknown key; possible are ${here.join(', ')}`;
}

/** The path of a level above or directly below at which this key is valid. */
function homeOf(
  key: string,
  path: readonly PropertyKey[],
  schema: JsonSchema,
): readonly PropertyKey[] | undefined {
  const below = Object.entries(schemaAt(schema, path)?.properties ?? {}).map(([step, child]) =>
    typeof child.additionalProperties === 'object' ? [...path, step, 'NAME'] : [...path, step],
  );
  const above = path.map((_, i) => path.slice(0, path.length - 1 - i));
  return [...below, ...above].find((place) =>
    Object.hasOwn(schemaAt(schema, place)?.properties ?? {}, key),
  );
}
