import { quoteCut } from '../message/cut.ts';

const excerptLength = 40;

/** How far back the beginning of a word is looked for. */
const longestBefore = 200;

/** Where `offset` (in UTF-16 units) is in `text`, as `line:column`, both from 1. */
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
 * What stands at `offset`: a word or a number from its beginning on, else one character. Of a word that is
 * a secret nobody could tell the second half.
 */
export function foundAt(text: string, offset: number): string {
  if (offset >= text.length) return 'the end';
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  if (!wordCharacter.test(character)) return JSON.stringify(character);
  let start = offset;
  while (start > 0 && offset - start < longestBefore && isWordUnit(text, start - 1)) start -= 1;
  // A word that goes on for so long is nothing that a message could show a part of.
  if (start > 0 && isWordUnit(text, start - 1)) return JSON.stringify(character);
  const word = /^[\p{L}\p{N}_.+-]+/u.exec(text.slice(start, start + excerptLength + 1))?.[0];
  return quoteCut(word ?? character);
}

function isWordUnit(text: string, at: number): boolean {
  return wordCharacter.test(text.charAt(at)) || /[\uD800-\uDFFF]/.test(text.charAt(at));
}
