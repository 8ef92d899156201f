import type { Ast } from './ast.ts';
import { advance, isNext, peek, unexpected, type Cursor } from './cursor.ts';
import { ExpressionSyntaxError } from '../expression.ts';
import { parseField } from './parse-name.ts';
import { parseHash, parseList } from './parse-select.ts';

/** The body of a projection includes operators with a higher precedence. */
export const projectionPower = 20;
const dotPower = 40;

/** Parses what a projection evaluates on each element: the rest of the path, up to an operator. */
export function parseBody(cursor: Cursor, power: number): Ast {
  const { kind, start: offset } = peek(cursor);
  if (kind === '[' || kind === '[?') return cursor.expression(power);
  if (kind !== '.') return { type: 'current', offset };
  advance(cursor);
  return parseStep(cursor, power);
}

/** Parses what follows `left.`. */
export function parseDotted(cursor: Cursor, left: Ast): Ast {
  const { start: offset } = advance(cursor);
  if (isNext(cursor, '*')) return parseStar(cursor, left);
  return { type: 'sub', left, right: parseStep(cursor, dotPower), offset };
}

/** `*`, the values of an object. */
export function parseStar(cursor: Cursor, left?: Ast): Ast {
  const { start: offset } = advance(cursor);
  const source: Ast = left ?? { type: 'current', offset };
  const body = parseBody(cursor, projectionPower);
  return { type: 'projection', iteration: { over: 'values' }, source, body, offset };
}

/** What may follow a dot. Standard JMESPath allows no parentheses there. Words such as `true` are field names here. */
function parseStep(cursor: Cursor, power: number): Ast {
  const { kind } = peek(cursor);
  if (kind === 'name' || kind === 'quoted-name') {
    return cursor.continueWith(parseField(cursor), power);
  }
  if (kind === '*' || kind === '(') return cursor.expression(power);
  if (kind === '[') {
    refuseDottedIndex(cursor);
    return parseList(cursor);
  }
  if (kind === '{') return parseHash(cursor);
  throw unexpected(cursor, "a field name, '*', '[', '{' or '(' after '.'", stepHint(cursor));
}

function stepHint(cursor: Cursor): string {
  const { kind, text } = peek(cursor);
  if (kind === 'literal' && text.startsWith("'")) {
    return 'a field name stands in double quotes or in none';
  }
  if (kind === 'number') return `an element is [${text}], a field of that name is ."${text}"`;
  return '';
}

/** Rejects `items.[0]`, which some languages use for an index. Here it is an array that contains 0, so a path after it is always null. */
function refuseDottedIndex(cursor: Cursor): void {
  const size = isNext(cursor, '-', 1) ? 2 : 1;
  if (!isNext(cursor, 'number', size) || !isNext(cursor, ']', size + 1)) return;
  const index = `${size === 2 ? '-' : ''}${cursor.tokens[cursor.position + size]?.text}`;
  throw new ExpressionSyntaxError(
    `.[${index}] is an array that holds the number ${index}; an element is written without the dot, as in items[${index}]`,
    peek(cursor).start,
  );
}
