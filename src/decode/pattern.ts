import { RE2JS } from 're2js';

/** A regular expression in RE2 syntax, which takes time linear in the text, whatever the text. */
export type Pattern = RE2JS;

/** `pattern`, with `^` and `$` at each line. @throws Error that says what is wrong with it */
export function compilePattern(pattern: string): Pattern {
  return RE2JS.compile(pattern, RE2JS.MULTILINE);
}

/** Whether one of `patterns` matches the whole of a name. @throws Error that says what is wrong with one */
export function compileNameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map((pattern) => RE2JS.compile(pattern));
  return (name) => compiled.some((pattern) => pattern.matches(name));
}
