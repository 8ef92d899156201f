import type { Ast, Iteration } from './ast.ts';
import { advance, close, isNext, peek, take, unexpected, type Cursor } from './cursor.ts';
import { ExpressionSyntaxError } from '../expression.ts';
import { parseBody, projectionPower } from './parse-path.ts';
import { parseList } from './parse-select.ts';
import type { Token } from './token.ts';

/** Higher than that of operators, so that a filter or flattening ends before them. */
const flattenPower = 9;
const filterPower = 21;

/** A bracket at the beginning: applied to the current node, or an array of expressions. */
export function parseOpeningBracket(cursor: Cursor): Ast {
  const opened = peek(cursor);
  const isIndex = isInteger(cursor) && isNext(cursor, ']', sizeOfInteger(cursor) + 1);
  const isAccess = isIndex || isSlice(cursor) || isStar(cursor);
  return isAccess
    ? parseAccess(cursor, { type: 'current', offset: opened.start })
    : parseList(cursor);
}

/** A bracket after a value. */
export function parseIndexing(cursor: Cursor, source: Ast): Ast {
  if (isInteger(cursor) || isSlice(cursor) || isStar(cursor)) return parseAccess(cursor, source);
  const opened = advance(cursor);
  if (take(cursor, '*')) close(cursor, ']', opened);
  throw unexpected(cursor, "an index, a slice or '*' in brackets", bracketHint(cursor));
}

export function parseFlatten(cursor: Cursor, source: Ast, power = flattenPower): Ast {
  const { start: offset } = advance(cursor);
  const body = parseBody(cursor, power);
  return { type: 'projection', iteration: { over: 'flatten' }, source, body, offset };
}

export function parseFilter(cursor: Cursor, source: Ast, power = filterPower): Ast {
  const opened = advance(cursor);
  const condition = cursor.expression(0);
  close(cursor, ']', opened, 'an operator or ');
  return projection(cursor, source, { over: 'filter', condition }, opened, power);
}

/** `[1]`, `[1:2]` or `[*]`; the bracket is not consumed yet. */
function parseAccess(cursor: Cursor, target: Ast): Ast {
  const wasStar = isStar(cursor);
  const wasSlice = isSlice(cursor);
  const opened = advance(cursor);
  if (wasStar) {
    cursor.position += 2;
    return projection(cursor, target, { over: 'list' }, opened);
  }
  if (wasSlice) return projection(cursor, target, parseSlice(cursor, opened), opened);
  const index = parseInteger(cursor, 'index');
  close(cursor, ']', opened);
  return { type: 'index', target, index, offset: opened.start };
}

function projection(
  cursor: Cursor,
  source: Ast,
  iteration: Iteration,
  opened: Token,
  power = projectionPower,
): Ast {
  const body = parseBody(cursor, power);
  return { type: 'projection', iteration, source, body, offset: opened.start };
}

function isStar(cursor: Cursor): boolean {
  return isNext(cursor, '*', 1) && isNext(cursor, ']', 2);
}

function isSlice(cursor: Cursor): boolean {
  return (
    isNext(cursor, ':', 1) || (isInteger(cursor) && isNext(cursor, ':', sizeOfInteger(cursor) + 1))
  );
}

function isInteger(cursor: Cursor): boolean {
  return isNext(cursor, 'number', sizeOfInteger(cursor));
}

/** The number of tokens of an integer after the bracket. */
function sizeOfInteger(cursor: Cursor): number {
  return isNext(cursor, '-', 1) ? 2 : 1;
}

/** `start:stop:step` and the closing bracket; each part is optional. */
function parseSlice(cursor: Cursor, opened: Token): Iteration {
  const start = parseBound(cursor);
  take(cursor, ':');
  const stop = parseBound(cursor);
  const hasStep = take(cursor, ':');
  const { start: stepOffset } = peek(cursor);
  const step = hasStep ? (parseBound(cursor) ?? 1) : 1;
  if (step === 0) throw new ExpressionSyntaxError('the step of a slice cannot be 0', stepOffset);
  close(cursor, ']', opened, hasStep ? '' : "':' or ");
  return { over: 'slice', start, stop, step };
}

function parseBound(cursor: Cursor): number | null {
  return isNext(cursor, ':') || isNext(cursor, ']') ? null : parseInteger(cursor, 'slice');
}

function parseInteger(cursor: Cursor, what: string): number {
  const isNegative = take(cursor, '-');
  const token = peek(cursor);
  const value = Number(token.value);
  if (token.kind !== 'number' || !Number.isInteger(value)) {
    throw unexpected(cursor, `an integer in the ${what}`);
  }
  advance(cursor);
  return isNegative ? -value : value;
}

function bracketHint(cursor: Cursor): string {
  const { kind, text, value } = peek(cursor);
  if (kind === 'literal' && typeof value === 'string') {
    return `a field is written .${JSON.stringify(value)}`;
  }
  if (kind === 'name' || kind === 'quoted-name') {
    return `a field is written .${text}, a filter [?${text}], a list of fields .[${text}]`;
  }
  return '';
}
