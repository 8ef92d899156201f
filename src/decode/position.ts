import { quoteCut } from '../message/cut.ts';

const excerptLength = 40;

/** Maximum distance, in characters, to search back for the start of a word. */
const longestBefore = 200;

/** The position of `offset` (in UTF-16 units) in `text` as `line:column`, both starting at 1. */
export function lineColumn(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (const { index, 0: lineEnd } of text.slice(0, offset).matchAll(/\r\n|\n|\r/g)) {
    line += 1;
    lineStart = index + lineEnd.length;
  }
  return `${line}:${offset - lineStart + 1}`;
}

const wordCharacter = /[\p{L}\p{N}_.+-]/u;

/**
 * The word or number at `offset`, from its start, else one character. The start is included because a message with only
 * the second half of a secret could not be redacted.
 */
export function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return 'the end';
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  if (!wordCharacter.test(character)) return JSON.stringify(character);
  let start = offset;
  while (start > 0 && offset - start < longestBefore && isWordUnit(text, start - 1)) start -= 1;
  // A word this long cannot be shown safely, not even in part.
  if (start > 0 && isWordUnit(text, start - 1)) return JSON.stringify(character);
  const word = /^[\p{L}\p{N}_.+-]+/u.exec(text.slice(start, start + excerptLength + 1))?.[0];
  return quoteCut(word ?? character);
}

function isWordUnit(text: string, at: number): boolean {
  return wordCharacter.test(text.charAt(at)) || /[\uD800-\uDFFF]/.test(text.charAt(at));
}
