import type { Ast } from './ast.ts';
import { advance, close, isNext, peek, take, unexpected, type Cursor } from './cursor.ts';

/** `[a, b]`: an array of the values of expressions. */
export function parseList(cursor: Cursor): Ast {
  const opened = advance(cursor);
  if (isNext(cursor, ']'))
    throw unexpected(cursor, 'an expression', 'write `[]` for an empty list');
  const items: Ast[] = [];
  do {
    items.push(cursor.expression(0));
  } while (take(cursor, ','));
  close(cursor, ']', opened, "an operator, ',' or ");
  return { type: 'list', items, offset: opened.start };
}

/** `{key: a, "other key": b}`: an object of the values of expressions. */
export function parseHash(cursor: Cursor): Ast {
  const opened = advance(cursor);
  const entries = [];
  do {
    const key = parseKey(cursor);
    entries.push({ key, value: cursor.expression(0) });
  } while (take(cursor, ','));
  close(cursor, '}', opened, "an operator, ',' or ");
  return { type: 'hash', entries, offset: opened.start };
}

function parseKey(cursor: Cursor): string {
  const { kind, value, text } = peek(cursor);
  if (kind !== 'name' && kind !== 'quoted-name') {
    throw unexpected(cursor, 'a key, such as name or "other-name"', keyHint(kind, value));
  }
  advance(cursor);
  if (!take(cursor, ':')) {
    throw unexpected(cursor, `':' after the key ${text}`, afterKeyHint(cursor, text));
  }
  return String(value);
}

function afterKeyHint(cursor: Cursor, key: string): string {
  if (isNext(cursor, '-')) return 'a key with a - stands in double quotes';
  return isNext(cursor, ',') || isNext(cursor, '}')
    ? `write ${key}: ${key} for a field as it is`
    : '';
}

function keyHint(kind: string, value: unknown): string {
  if (kind === '}') return 'an empty object is `{}`';
  if (kind === 'literal' && typeof value === 'string') return 'a key stands in double quotes';
  return '';
}
