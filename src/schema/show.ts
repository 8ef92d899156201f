import { Text } from './text.ts';

const longest = 60;

/** A value of the configuration as a message names it; never what a `Text` hides. */
export function show(value: unknown): string {
  if (value instanceof Text) return `the text ${JSON.stringify(cut(value.toString()))}`;
  if (typeof value === 'string') return `the text ${JSON.stringify(cut(value))}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  return typeof value === 'boolean' ? `the boolean ${value}` : 'nothing';
}

/** The kind of a value alone, for fields whose values must not show. */
export function showKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object')
    return value === null || value instanceof Text ? 'a text' : 'a map';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
