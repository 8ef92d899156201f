import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { Pattern } from './pattern.ts';

/** Lines do not include their line ends; a line end at the end of the document does not start another line. */
export interface TextDocument {
  readonly text: string;
  readonly lines: readonly string[];
}

/** Reads the document as a whole and as lines. `\r\n` becomes `\n` in both. @throws BudgetSpent */
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

/** Replacing one `\r\n` takes about 100 ns and cannot be interrupted. */
function withLineFeeds(source: string, budget: Budget): string {
  if (!source.includes('\r\n')) return source;
  spend(budget, source.length);
  return source.replaceAll('\r\n', '\n');
}

/**
 * Returns the named groups of each match, in the order of the text; null for a group that did not participate.
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
    // A search may read the rest of the text and then match one character, as `(?s)a.*b|a` does.
    spend(budget, stepsOfMatch + (text.length - end) * size);
    if (!matcher.find()) return matches;
    matches.push({ ...matcher.getNamedGroups() });
  }
}

const stepsOfMatch = 100;
