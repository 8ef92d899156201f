import type { Budget } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import type { Oddities } from './oddities.ts';
import { foundAt, lineColumn } from './position.ts';

/** A JSON text and the current reading position. */
export interface JsonCursor {
  readonly text: string;
  /** Maximum nesting depth of arrays and objects. */
  readonly maxDepth: number;
  readonly budget: Budget;
  readonly oddities: Oddities;
  at: number;
}

export function skipSpace(cursor: JsonCursor): void {
  const { text } = cursor;
  let { at } = cursor;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  cursor.at = at;
}

export function unexpected(cursor: JsonCursor, expected: string): DecodeError {
  const found = foundAt(cursor.text, cursor.at);
  return problem(cursor, `expected ${expected}, found ${found}${hint(cursor)}`);
}

function hint({ text, at }: JsonCursor): string {
  if (text[at] === '<' && text.slice(0, at).trim() === '')
    return ': this is HTML or XML; set `decode: html` or `decode: xml` if it should be';
  if (text[at] === "'") return ': JSON has double quotes only';
  if (text.startsWith('//', at) || text.startsWith('/*', at)) return ': JSON has no comments';
  return '';
}

export function truncated({ text, at }: JsonCursor, what: string): DecodeError {
  return new DecodeError(
    `JSON is truncated: it ends in the middle of ${what}, at ${lineColumn(text, at)}`,
  );
}

export function problem({ text, at }: JsonCursor, message: string, offset = at): DecodeError {
  return new DecodeError(`JSON at ${lineColumn(text, offset)}: ${message}`);
}
