import { type Budget, spend, unlimited } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { type JsonCursor, problem, skipSpace, truncated, unexpected } from './json-cursor.ts';
import { readNumber, readText, readWord } from './json-scalar.ts';
import { type Oddities, strictly } from './oddities.ts';
import { setOwn } from './own-property.ts';
import { quoteCut } from '../message/cut.ts';
import { foundAt, lineColumn } from './position.ts';

interface Container {
  readonly name: 'object' | 'array';
  readonly close: '}' | ']';
  readonly start: number;
  readonly depth: number;
}

/**
 * Reads JSON (RFC 8259) with features that JSON.parse lacks: errors with a position, notes about oddities, and exact
 * bigints for integers beyond 2^53. It is several times slower. If an object has a key twice, the last value is used.
 * `NaN` and `Infinity` are accepted as numbers because Python writes them. A prefix against script inclusion is
 * skipped.
 *
 * @throws DecodeError for invalid syntax, a truncated or empty document, nesting deeper than `maxDepth`, and an oddity
 *   that `oddities` refuses; BudgetSpent
 */
export function readJson(
  text: string,
  maxDepth: number,
  budget: Budget = unlimited,
  oddities: Oddities = strictly,
): unknown {
  const cursor: JsonCursor = { text, maxDepth, budget, oddities, at: 0 };
  skipSpace(cursor);
  skipPrefix(cursor);
  if (cursor.at >= text.length) throw new DecodeError('JSON is empty');
  const value = readValue(cursor, 'a value', 0);
  skipSpace(cursor);
  if (cursor.at < text.length) throw textAfterEnd(cursor);
  return value;
}

/** Prefixes that servers add so that pages of other sites cannot include the JSON as a script. */
const prefix = /\)\]\}'?,?|(?:while|for)\s?\((?:1|;;)\);|\{\}\s?&&/y;

function skipPrefix(cursor: JsonCursor): void {
  prefix.lastIndex = cursor.at;
  const found = prefix.exec(cursor.text)?.[0];
  if (found === undefined) return;
  cursor.oddities.note('not_json', () =>
    problem(cursor, `${quoteCut(found)} stands before the JSON`),
  );
  cursor.at += found.length;
  skipSpace(cursor);
}

function readValue(cursor: JsonCursor, expected: string, depth: number): unknown {
  spend(cursor.budget, 4);
  const start = cursor.at;
  const first = cursor.text.charAt(start);
  if (first === '"') return readText(cursor);
  if (first === '{') {
    return readObject(cursor, { name: 'object', close: '}', start, depth: depth + 1 });
  }
  if (first === '[')
    return readList(cursor, { name: 'array', close: ']', start, depth: depth + 1 });
  if (first === '-' && cursor.text.startsWith('Inf', start + 1)) return readWord(cursor, expected);
  if (first === '-' || (first >= '0' && first <= '9')) return readNumber(cursor);
  return readWord(cursor, expected);
}

function readObject(cursor: JsonCursor, container: Container): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  enter(cursor, container);
  if (closes(cursor, container)) return object;
  do {
    inside(cursor, container);
    const start = cursor.at;
    if (cursor.text.charAt(start) !== '"') throw unexpected(cursor, 'a key in double quotes');
    const key = readText(cursor);
    if (Object.hasOwn(object, key)) {
      cursor.oddities.note('duplicate_key', () =>
        problem(cursor, `the key ${quoteCut(key)} is twice in one object`, start),
      );
    }
    inside(cursor, container);
    if (cursor.text.charAt(cursor.at) !== ':') {
      throw unexpected(cursor, `":" after the key ${quoteCut(key)}`);
    }
    cursor.at += 1;
    inside(cursor, container);
    setOwn(object, key, readValue(cursor, 'a value after the key', container.depth));
  } while (continues(cursor, container));
  return object;
}

function readList(cursor: JsonCursor, container: Container): unknown[] {
  const list: unknown[] = [];
  enter(cursor, container);
  if (closes(cursor, container)) return list;
  do {
    inside(cursor, container);
    list.push(readValue(cursor, 'a value in the array', container.depth));
  } while (continues(cursor, container));
  return list;
}

function enter(cursor: JsonCursor, { start, depth }: Container): void {
  if (depth > cursor.maxDepth) {
    throw problem(cursor, `is nested deeper than ${cursor.maxDepth} levels`, start);
  }
  cursor.at += 1;
  skipSpace(cursor);
}

/** Consumes the end of the container if it is next. */
function closes(cursor: JsonCursor, { close }: Container): boolean {
  if (cursor.text.charAt(cursor.at) !== close) return false;
  cursor.at += 1;
  return true;
}

/** Consumes a comma and returns true, or consumes the end of the container and returns false. */
function continues(cursor: JsonCursor, container: Container): boolean {
  inside(cursor, container);
  if (closes(cursor, container)) return false;
  const { name, close } = container;
  if (cursor.text.charAt(cursor.at) !== ',') {
    throw unexpected(cursor, `"," or "${close}" in the ${name}`);
  }
  cursor.at += 1;
  inside(cursor, container);
  if (cursor.text.charAt(cursor.at) === close) {
    throw unexpected(cursor, 'another item after "," (JSON has no trailing comma)');
  }
  return true;
}

/** Moves to the next token of the container; fails if there is none. */
function inside(cursor: JsonCursor, { name, start }: Container): void {
  skipSpace(cursor);
  if (cursor.at >= cursor.text.length) {
    throw truncated(cursor, `the ${name} that begins at ${lineColumn(cursor.text, start)}`);
  }
}

function textAfterEnd(cursor: JsonCursor): DecodeError {
  const next = cursor.text.charAt(cursor.at);
  const advice =
    next === '{' || next === '['
      ? '; where each line is a document of its own, set `decode: ndjson`'
      : '';
  return problem(
    cursor,
    `expected the end of the document, found ${foundAt(cursor.text, cursor.at)}${advice}`,
  );
}
