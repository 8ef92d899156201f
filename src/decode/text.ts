import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { Pattern } from './pattern.ts';

/** Lines have no line ends; the end of the last line begins no further line. */
export interface TextDocument {
  readonly text: string;
  readonly lines: readonly string[];
}

/** The document as a whole and by lines. `\r\n` is `\n` in both. @throws BudgetSpent */
export function readLines(source: string, budget: Budget = unlimited): TextDocument {
  const text = withLineFeeds(source, budget);
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    spend(budget, stepsOfLine);
    lines.push(text.slice(start, end));
    start = end + 1;
  }
  return { text, lines };
}

const stepsOfLine = 8;

/** Each `\r\n` takes some 100 ns to replace, which nothing can interrupt. */
function withLineFeeds(source: string, budget: Budget): string {
  if (!source.includes('\r\n')) return source;
  spend(budget, source.length);
  return source.replaceAll('\r\n', '\n');
}

/**
 * The named groups of each match, in the order of the text; null for a group that took no part.
 *
 * @throws BudgetSpent
 */
export function readMatches(
  source: string,
  pattern: Pattern,
  budget: Budget = unlimited,
): Record<string, string | null>[] {
  const text = withLineFeeds(source, budget);
  const matcher = pattern.matcher(text);
  const size = pattern.programSize();
  const matches: Record<string, string | null>[] = [];
  for (let end = 0; ; end = matcher.end()) {
    // A search may read all that is left and then match one character, as that of `(?s)a.*b|a` does.
    spend(budget, stepsOfMatch + (text.length - end) * size);
    if (!matcher.find()) return matches;
    matches.push({ ...matcher.getNamedGroups() });
  }
}

const stepsOfMatch = 100;
