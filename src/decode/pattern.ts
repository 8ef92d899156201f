import { RE2JS } from 're2js';

import { type Budget, spend } from '../budget/budget.ts';

/** A regular expression in RE2 syntax, which takes time linear in the text for one match, whatever the text. */
export type Pattern = RE2JS;

/** `pattern`, with `^` and `$` at each line. @throws Error that says what is wrong with it */
export function compilePattern(pattern: string): Pattern {
  return RE2JS.compile(pattern, RE2JS.MULTILINE);
}

/** Whether one of `patterns` matches a whole name. @throws Error that says what is wrong with one */
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
