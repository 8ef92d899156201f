import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

/** A compiled regular expression of RE2, which takes time linear in the text. */
export interface Pattern {
  readonly regex: RE2JS;
  readonly groupCount: number;
  /** Index by name. */
  readonly groupNames: Readonly<Record<string, number>>;
}

/** The text is not a regular expression of RE2. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** @throws PatternError saying what is wrong with it */
export function compilePattern(text: string): Pattern {
  try {
    const regex = RE2JS.compile(text);
    return { regex, groupCount: regex.groupCount(), groupNames: regex.namedGroups() };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new PatternError(`'${text}' is not a regular expression (RE2): ${reason}`, {
      cause: error,
    });
  }
}

/**
 * The groups of the first match, by their number and by their name, '0' the whole match; a group that
 * took no part is null. Null when there is no match.
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

/** A replacement taken apart: texts as they are, numbers for groups. */
export type Replacement = readonly (string | number)[];

/**
 * Reads `$1`, `${1}`, `${name}` and `$$` in a replacement; any other dollar is one.
 *
 * @throws PatternError for a group that the pattern has not
 */
export function readReplacement({ groupCount, groupNames }: Pattern, text: string): Replacement {
  const parts: (string | number)[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$(?:\$|(\d+)|\{(\w+)\})/g)) {
    parts.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const name = match[1] ?? match[2];
    if (name === undefined) {
      parts.push('$');
      continue;
    }
    const index = /^\d+$/.test(name) ? Number(name) : groupNames[name];
    if (index === undefined || index > groupCount) {
      throw new PatternError(
        `the replacement '${text}' names the group ${match[0]}, which the pattern has not; write $$ for a dollar`,
      );
    }
    parts.push(index);
  }
  return [...parts, text.slice(end)];
}

/** `text` with the replacement in place of every match. */
export function replaceAll({ regex }: Pattern, text: string, replacement: Replacement): string {
  const matcher = regex.matcher(text);
  const result: string[] = [];
  let end = 0;
  while (matcher.find()) {
    result.push(text.slice(end, matcher.start()));
    for (const part of replacement) {
      result.push(typeof part === 'string' ? part : (matcher.group(part) ?? ''));
    }
    end = matcher.end();
  }
  return result.join('') + text.slice(end);
}
