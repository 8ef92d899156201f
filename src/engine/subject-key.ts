import type { Subject } from './source.ts';

/** The same string for the same target and parameters, in any order. */
export function subjectKey({ target, params = {} }: Subject): string {
  const given = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return target === undefined && given.length === 0 ? '' : JSON.stringify([target, given]);
}
