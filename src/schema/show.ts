import { cut } from '../message/cut.ts';
import { Text } from './text.ts';

const longest = 60;

/** A configuration value as shown in messages, without what a `Text` hides. */
export function show(value: unknown): string {
  if (value instanceof Text) return `the string ${JSON.stringify(cut(value.toString(), longest))}`;
  if (typeof value === 'string') return `the string ${JSON.stringify(cut(value, longest))}`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  return typeof value === 'boolean' ? `the boolean ${value}` : 'nothing';
}

/** Only the type of a value, for fields whose values must not be shown. */
export function showKind(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object')
    return value === null || value instanceof Text ? 'a string' : 'an object';
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`;
}
