import { ExpressionSyntaxError } from '../expression.ts';
import { exactNumber } from '../../decode/exact-number.ts';
import { maxDepth } from '../../decode/json.ts';
import { readJson } from '../../decode/json-reader.ts';
import { showSource, type Token, type TokenKind } from './token.ts';

/** Longest first, so that `||` is not read as two pipes. */
const operators: readonly TokenKind[] = [
  '[?',
  '[]',
  '||',
  '&&',
  '!=',
  '==',
  '<=',
  '>=',
  '//',
  '.',
  '*',
  '@',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '?',
  '|',
  '&',
  '!',
  '=',
  '<',
  '>',
  '+',
  '-',
  '/',
  '%',
];

/** Mathematical signs, and the operators that they mean. */
const signs: ReadonlyMap<string, TokenKind> = new Map([
  ['×', '*'],
  ['÷', '/'],
  ['−', '-'],
]);

/**
 * Splits `text` into tokens; the last one is of kind `end`.
 *
 * @throws ExpressionSyntaxError for an unclosed quote, an invalid literal or an unexpected character
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(text, 0);
  while (position < text.length) {
    const token = readToken(text, position);
    tokens.push(token);
    position = skipSpace(text, token.end);
  }
  tokens.push({ kind: 'end', text: '', value: '', start: text.length, end: text.length });
  return tokens;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (' \t\r\n'.includes(text[position] ?? 'end')) position += 1;
  return position;
}

function readToken(text: string, start: number): Token {
  const first = text[start] ?? '';
  if (isNameStart(first)) return readName(text, start);
  if (isDigit(first)) return readNumber(text, start);
  if (first === "'") return readRawString(text, start);
  if (first === '"') return readQuotedName(text, start);
  if (first === '`') return readLiteral(text, start);
  if (first === '$') return readVariable(text, start);
  const operator = operators.find((candidate) => text.startsWith(candidate, start));
  const kind = operator ?? signs.get(first);
  if (kind === undefined) throw unknownCharacter(text, start);
  const end = start + (operator?.length ?? 1);
  return { kind, text: text.slice(start, end), value: kind, start, end };
}

function readName(text: string, start: number): Token {
  const end = endOfName(text, start);
  const name = text.slice(start, end);
  return { kind: 'name', text: name, value: name, start, end };
}

function readVariable(text: string, start: number): Token {
  if (!isNameStart(text[start + 1] ?? '')) {
    return { kind: '$', text: '$', value: '$', start, end: start + 1 };
  }
  const end = endOfName(text, start + 1);
  const name = text.slice(start + 1, end);
  return { kind: 'variable', text: `$${name}`, value: name, start, end };
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (isNameStart(text[end] ?? '') || isDigit(text[end] ?? '')) end += 1;
  return end;
}

const numberForm = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readNumber(text: string, start: number): Token {
  numberForm.lastIndex = start;
  const written = numberForm.exec(text)?.[0] ?? '';
  const end = start + written.length;
  if (isNameStart(text[end] ?? '')) {
    const word = text.slice(start, endOfName(text, end));
    throw new ExpressionSyntaxError(
      `a number cannot be followed by a letter in ${showSource(word)}; write '${word}' for text, "${word}" for a field of that name`,
      start,
    );
  }
  const value = exactNumber(written) ?? Number(written);
  return { kind: 'number', text: written, value, start, end };
}

function readRawString(text: string, start: number): Token {
  const end = endOfQuote(text, start, "text, it begins with ' and must end with '");
  const value = text.slice(start + 1, end - 1).replaceAll(/\\([\\'])/g, '$1');
  return { kind: 'literal', text: text.slice(start, end), value, start, end };
}

function readQuotedName(text: string, start: number): Token {
  const end = endOfQuote(text, start, 'quoted name, it begins with " and must end with "');
  const written = text.slice(start, end);
  try {
    return { kind: 'quoted-name', text: written, value: JSON.parse(written), start, end };
  } catch {
    throw new ExpressionSyntaxError(
      `${showSource(written)} is not a quoted name: escapes are those of JSON (\\" \\\\ \\n \\u0041), and a line break is written \\n`,
      start,
    );
  }
}

function readLiteral(text: string, start: number): Token {
  const end = endOfQuote(text, start, 'literal, it begins with ` and must end with `');
  const json = text.slice(start + 1, end - 1).replaceAll('\\`', '`');
  const written = text.slice(start, end);
  try {
    return { kind: 'literal', text: written, value: readJson(json, maxDepth), start, end };
  } catch {
    throw new ExpressionSyntaxError(
      `the literal ${showSource(written)} is not JSON; write 'text' for a string`,
      start,
    );
  }
}

/** The position after the quote that closes the one at `start`; a backslash escapes the next character. */
function endOfQuote(text: string, start: number, what: string): number {
  const quote = text[start];
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] === '\\') position += 1;
    else if (text[position] === quote) return position + 1;
  }
  throw new ExpressionSyntaxError(`unclosed ${what}`, start);
}

function isNameStart(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    character === '_'
  );
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

const mistakenQuotes = '‘’‚‛“”„‟´';

/** The error for an unexpected character, with a suggestion for common mistakes. */
function unknownCharacter(text: string, start: number): ExpressionSyntaxError {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const code = (text.codePointAt(start) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  if (mistakenQuotes.includes(character)) {
    return new ExpressionSyntaxError(
      `unexpected ${character} (U+${code}); text stands in straight quotes: 'text'`,
      start,
    );
  }
  if (character === '~') {
    return new ExpressionSyntaxError(
      "unexpected character ~; write match(text, 'pattern') for a regular expression",
      start,
    );
  }
  const shown = /[\p{Z}\p{C}]/u.test(character) ? `U+${code}` : `${character} (U+${code})`;
  const advice = /\p{Z}/u.test(character)
    ? 'write a plain space'
    : 'a field whose name has other letters than a-z, A-Z, 0-9 and _ is written in double quotes';
  return new ExpressionSyntaxError(`unexpected character ${shown}; ${advice}`, start);
}
