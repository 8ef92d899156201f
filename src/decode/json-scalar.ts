import { spend, stepsOf } from '../budget/budget.ts';
import { exactNumber } from './exact-number.ts';
import { type JsonCursor, problem, truncated, unexpected } from './json-cursor.ts';
import { quoteCut } from '../message/cut.ts';
import { foundAt, lineColumn } from './position.ts';

const words = new Map<string, boolean | number | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** Reads the string whose opening quote is at the cursor. */
export function readText(cursor: JsonCursor): string {
  const { text } = cursor;
  const start = cursor.at;
  let hasEscape = false;
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    const code = text.charCodeAt(cursor.at);
    if (code === 0x22) {
      cursor.at += 1;
      spend(cursor.budget, stepsOf(cursor.at - start));
      const written = text.slice(start, cursor.at);
      return hasEscape ? String(JSON.parse(written)) : written.slice(1, -1);
    }
    if (code < 0x20) {
      const character = foundAt(text, cursor.at);
      throw problem(
        cursor,
        `a string has the control character ${character}, write it as an escape`,
      );
    }
    if (code === 0x5c) {
      hasEscape = true;
      readEscape(cursor);
    }
  }
  throw truncated(cursor, `the string that begins at ${lineColumn(text, start)}`);
}

/** Leaves the cursor on the last character of the escape. */
function readEscape(cursor: JsonCursor): void {
  const escape = cursor.text.slice(cursor.at, cursor.at + 6);
  const length = /^\\(["\\/bfnrt]|u[\da-fA-F]{4})/.exec(escape)?.[0].length;
  if (length !== undefined) {
    cursor.at += length - 1;
    return;
  }
  const isCut =
    cursor.at + escape.length === cursor.text.length && /^\\(u[\da-fA-F]*)?$/.test(escape);
  if (!isCut) {
    throw problem(
      cursor,
      `a string has the escape ${quoteCut(escape.slice(0, 2))}, which JSON does not have`,
    );
  }
  cursor.at += escape.length - 1;
}

/**
 * Reads the number at the cursor: an integer beyond 2^53 as a bigint, a number beyond the range of doubles as a string.
 */
export function readNumber(cursor: JsonCursor): number | bigint | string {
  const { text, at: start } = cursor;
  const run = /[-+.\dEe]*/y;
  run.lastIndex = start;
  const written = run.exec(text)?.[0] ?? '';
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([Ee][-+]?\d+)?$/.test(written)) {
    const isCut = /^-?(\d+(\.\d+)?)?([.Ee]|[Ee][-+])?$/.test(written);
    if (!isCut || start + written.length < text.length) {
      throw problem(cursor, `${quoteCut(written)} is not a JSON number`);
    }
    cursor.at = text.length;
    throw truncated(cursor, 'a number');
  }
  cursor.at += written.length;
  // Infinity would be a wrong measurement. A string can be used as a label, but not as a value.
  return exactNumber(written) ?? written;
}

/**
 * Reads `true`, `false` or `null`, and `NaN` or `Infinity`, which are not JSON. @throws DecodeError naming what is
 * `expected`
 */
export function readWord(cursor: JsonCursor, expected: string): boolean | number | null {
  const { text, at } = cursor;
  for (const [word, value] of words) {
    if (text.startsWith(word, at)) {
      if (typeof value === 'number') {
        cursor.oddities.note('not_json', () => unexpected(cursor, expected));
      }
      cursor.at += word.length;
      return value;
    }
    const rest = text.slice(at, at + word.length);
    if (at + rest.length === text.length && word.startsWith(rest)) {
      cursor.at = text.length;
      throw truncated(cursor, `the word ${JSON.stringify(rest)}`);
    }
  }
  throw unexpected(cursor, expected);
}
