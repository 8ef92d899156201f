import { createHash, randomUUID } from 'node:crypto';
import { isMap } from '../schema/containers.ts';
import { Text } from '../schema/text.ts';

/**
 * A digest of a part of a configuration as the schema read it. Parts with the same meaning have the same digest,
 * however they are written. Secrets are compared by value. The order of keys is ignored, as in a YAML map.
 */
export function fingerprintOf(value: unknown): string {
  return digestOf(canonical(value));
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function canonical(value: unknown): string {
  if (value instanceof Text) return `text ${value.identity}`;
  if (value instanceof Map) return `map {${canonicalEntries([...value])}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isExpression(value)) return `expression ${JSON.stringify(value.text)}`;
  if (value instanceof RegExp) return `pattern ${String(value)}`;
  if (isMap(value)) return `{${canonicalEntries(Object.entries(value))}}`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  // Values that cannot be compared never match: recreating a collector is safer than keeping an outdated one.
  return randomUUID();
}

function canonicalEntries(entries: readonly (readonly [unknown, unknown])[]): string {
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`)
    .toSorted()
    .join();
}

/** A compiled expression is a function, so it is compared by its source text. */
function isExpression(value: unknown): value is { readonly text: string } {
  return (
    isMap(value) && typeof value['text'] === 'string' && typeof value['evaluate'] === 'function'
  );
}
