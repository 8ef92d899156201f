import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

/** A compiled RE2 regular expression, which takes time linear in the length of the string. */
export interface Pattern {
  readonly regex: RE2JS;
  readonly groupCount: number;
  /** Number of instructions in its program: the maximum cost of one character. */
  readonly size: number;
  /** Group indexes by name. */
  readonly groupNames: Readonly<Record<string, number>>;
}

/** The string is not a valid RE2 regular expression, or it is too large. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** Maximum length of a regular expression. */
const longestPattern = 4096;

/** Maximum instructions of a compiled expression: a repetition such as {1000} copies its operand a thousand times. */
const largestProgram = 20_000;

/** @throws PatternError with the reason if the expression is invalid */
export function compilePattern(text: string): Pattern {
  if (text.length > longestPattern) {
    throw new PatternError(
      `a regular expression has at most ${longestPattern} characters, but this one has ${text.length}`,
    );
  }
  try {
    const regex = RE2JS.compile(text);
    const size = regex.programSize();
    if (size > largestProgram) {
      throw new PatternError(
        `'${text}' is too large a regular expression: it compiles to ${size} instructions, but the maximum is ${largestProgram}; repeat less`,
      );
    }
    return { regex, size, groupCount: regex.groupCount(), groupNames: regex.namedGroups() };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new PatternError(`'${text}' is not a regular expression (RE2): ${reason}`, {
      cause: error,
    });
  }
}

/**
 * The groups of the first match, by number and name; '0' is the whole match, and a group that did not participate is
 * null. Null if there is no match.
 */
export function firstMatch(
  { regex, groupCount, groupNames }: Pattern,
  text: string,
): Record<string, string | null> | null {
  const matcher = regex.matcher(text);
  if (!matcher.find()) return null;
  const groups: Record<string, string | null> = {};
  for (let index = 0; index <= groupCount; index += 1) groups[index] = matcher.group(index);
  for (const [name, index] of Object.entries(groupNames)) groups[name] = matcher.group(index);
  return groups;
}

/** A parsed replacement: strings are literal, numbers are groups. */
export type Replacement = readonly (string | number)[];

/**
 * Parses `$1`, `${1}`, `$name`, `${name}`, `\1` and `$$` in a replacement; any other dollar sign or backslash is
 * literal.
 *
 * @throws PatternError for a group that the pattern does not have
 */
export function readReplacement({ groupCount, groupNames }: Pattern, text: string): Replacement {
  const parts: (string | number)[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$(?:\$|(\d+)|\{(\w+)\}|([A-Za-z_]\w*))|\\(\d)/g)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const name = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (name === undefined) {
      parts.push('$');
      continue;
    }
    const index = /^\d+$/.test(name) ? Number(name) : groupNames[name];
    if (index === undefined || index > groupCount) {
      throw new PatternError(
        `the replacement '${text}' names the group ${match[0]}, which the pattern does not have; write $$ for a dollar`,
      );
    }
    parts.push(index);
  }
  return [...parts, text.slice(end)];
}

/**
 * Replaces every match in `text`. As in Go, an empty match directly after another match is ignored.
 *
 * @param pay called before each search with the number of characters that it may read, and the length of the result so
 *   far
 */
export function replaceAll(
  { regex }: Pattern,
  text: string,
  replacement: Replacement,
  pay: (rest: number, written: number) => void,
): string {
  const matcher = regex.matcher(text);
  const result: string[] = [];
  let end = 0;
  let written = 0;
  let hasMatched = false;
  for (;;) {
    pay(text.length - end, written);
    if (!matcher.find()) break;
    if (matcher.end() === end && matcher.start() === end && hasMatched) continue;
    hasMatched = true;
    result.push(text.slice(end, matcher.start()));
    written += matcher.start() - end;
    for (const part of replacement) {
      const piece = typeof part === 'string' ? part : (matcher.group(part) ?? '');
      result.push(piece);
      written += piece.length;
    }
    end = matcher.end();
  }
  return result.join('') + text.slice(end);
}
