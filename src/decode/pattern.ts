import { RE2JS } from 're2js';

import { type Budget, spend } from '../budget/budget.ts';

/** A regular expression in RE2 syntax; the time for one match is linear in the length of any text. */
export type Pattern = RE2JS;

/**
 * Compiles `pattern`; `^` and `$` match at the start and end of each line. @throws Error with the reason if it is
 * invalid
 */
export function compilePattern(pattern: string): Pattern {
  return RE2JS.compile(pattern, RE2JS.MULTILINE);
}

/** Compiles a check whether one of `patterns` matches a whole name. @throws Error with the reason if one is invalid */
export function compileNameMatcher(
  patterns: readonly string[],
): (name: string, budget: Budget) => boolean {
  const compiled = patterns.map((pattern) => RE2JS.compile(pattern));
  return (name, budget) =>
    compiled.some((pattern) => {
      spend(budget, 1 + name.length * pattern.programSize());
      return pattern.matches(name);
    });
}
