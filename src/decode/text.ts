import type { Pattern } from './pattern.ts';

/** The lines of a text are without their ends; the end of the last line begins no further line. */
export interface TextDocument {
  readonly text: string;
  readonly lines: readonly string[];
}

/** The document as a whole and by lines. `\r\n` is `\n` in both. */
export function readLines(source: string): TextDocument {
  const text = source.replaceAll('\r\n', '\n');
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return { text, lines: text === '' ? [] : lines };
}

/** The named groups of each match, in the order of the text; null for a group that took no part. */
export function readMatches(source: string, pattern: Pattern): Record<string, string | null>[] {
  const matcher = pattern.matcher(source.replaceAll('\r\n', '\n'));
  const matches: Record<string, string | null>[] = [];
  while (matcher.find()) matches.push({ ...matcher.getNamedGroups() });
  return matches;
}
