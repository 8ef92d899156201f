import type { Ast } from './ast.ts';
import { advance, isNext, peek, unexpected, type Cursor } from './cursor.ts';
import { ExpressionSyntaxError, type ExpressionWarning } from '../expression.ts';
import { tokenize } from './lexer.ts';
import { parseFilter, parseFlatten, parseIndexing, parseOpeningBracket } from './parse-bracket.ts';
import { parseName } from './parse-name.ts';
import {
  parseArithmetic,
  parseComparison,
  parseLogic,
  parseNot,
  parseParentheses,
  parsePipe,
  parseSign,
  parseTernary,
} from './parse-operator.ts';
import { parseDotted, parseStar } from './parse-path.ts';
import { parseHash } from './parse-select.ts';
import type { TokenKind } from './token.ts';

/** Enough for any expression that a person writes, and not too deep for the stack. */
const nestingLimit = 500;

type ParsePrefix = (cursor: Cursor) => Ast;

interface Infix {
  /** The precedence of the operator. */
  readonly power: number;
  readonly parse: (cursor: Cursor, left: Ast, power: number) => Ast;
}

/** The tokens that may start an expression. */
const prefixes: ReadonlyMap<TokenKind, ParsePrefix> = new Map<TokenKind, ParsePrefix>([
  ['name', parseName],
  ['quoted-name', parseName],
  ['number', parseLiteral],
  ['literal', parseLiteral],
  ['variable', parseVariable],
  ['@', (cursor) => ({ type: 'current', offset: advance(cursor).start })],
  ['$', (cursor) => ({ type: 'root', offset: advance(cursor).start })],
  ['!', parseNot],
  ['+', parseSign],
  ['-', parseSign],
  ['(', parseParentheses],
  ['*', parseStar],
  ['[', parseOpeningBracket],
  ['[]', (cursor) => parseFlatten(cursor, current(cursor))],
  ['[?', (cursor) => parseFilter(cursor, current(cursor))],
  ['{', parseHash],
]);

/** The tokens that may follow a value; any other token ends the expression. */
const infixes: ReadonlyMap<TokenKind, Infix> = new Map<TokenKind, Infix>([
  ['|', { power: 1, parse: parsePipe }],
  ['?', { power: 2, parse: parseTernary }],
  ['||', { power: 3, parse: parseLogic }],
  ['&&', { power: 4, parse: parseLogic }],
  ['==', { power: 5, parse: parseComparison }],
  ['!=', { power: 5, parse: parseComparison }],
  ['<', { power: 5, parse: parseComparison }],
  ['<=', { power: 5, parse: parseComparison }],
  ['>', { power: 5, parse: parseComparison }],
  ['>=', { power: 5, parse: parseComparison }],
  ['+', { power: 6, parse: parseArithmetic }],
  ['-', { power: 6, parse: parseArithmetic }],
  ['*', { power: 7, parse: parseArithmetic }],
  ['/', { power: 7, parse: parseArithmetic }],
  ['//', { power: 7, parse: parseArithmetic }],
  ['%', { power: 7, parse: parseArithmetic }],
  ['[]', { power: 9, parse: parseFlatten }],
  ['[?', { power: 21, parse: parseFilter }],
  ['.', { power: 40, parse: parseDotted }],
  ['[', { power: 55, parse: parseIndexing }],
]);

/**
 * The syntax tree of a JMESPath expression, with our extensions: bare numbers, `true`, `false` and
 * `null` are literals.
 *
 * @throws ExpressionSyntaxError with the offset of the first unexpected token
 */
export function parse(text: string): { ast: Ast; warnings: readonly ExpressionWarning[] } {
  const cursor: Cursor = {
    tokens: tokenize(text),
    warnings: [],
    position: 0,
    nesting: 0,
    expression: (power) => nested(cursor, power, () => parsePrefix(cursor)),
    continueWith: (left, power) => nested(cursor, power, () => left),
  };
  if (isNext(cursor, 'end')) {
    throw new ExpressionSyntaxError('the expression is empty; write @ for the item itself', 0);
  }
  const ast = cursor.expression(0);
  if (!isNext(cursor, 'end')) throw unexpected(cursor, 'an operator or the end of the expression');
  return { ast, warnings: cursor.warnings };
}

function nested(cursor: Cursor, power: number, begin: () => Ast): Ast {
  const outside = cursor.nesting;
  deepen(cursor);
  let left = begin();
  for (;;) {
    const infix = infixes.get(peek(cursor).kind);
    if (infix === undefined || infix.power <= power) break;
    deepen(cursor);
    left = infix.parse(cursor, left, infix.power);
  }
  cursor.nesting = outside;
  return left;
}

function deepen(cursor: Cursor): void {
  cursor.nesting += 1;
  if (cursor.nesting > nestingLimit) {
    throw new ExpressionSyntaxError(
      `the expression is nested more than ${nestingLimit} deep; simplify it`,
      peek(cursor).start,
    );
  }
}

function parsePrefix(cursor: Cursor): Ast {
  const prefix = prefixes.get(peek(cursor).kind);
  if (prefix !== undefined) return prefix(cursor);
  const hint = isNext(cursor, '&')
    ? '&expression is only an argument of a function such as sort_by; "and" is &&'
    : '';
  throw unexpected(cursor, "a value, such as a field, a number or 'text'", hint);
}

function parseLiteral(cursor: Cursor): Ast {
  const { value, start: offset } = advance(cursor);
  return { type: 'literal', value, offset };
}

function parseVariable(cursor: Cursor): Ast {
  const { value, start: offset } = advance(cursor);
  return { type: 'variable', name: String(value), offset };
}

function current(cursor: Cursor): Ast {
  return { type: 'current', offset: peek(cursor).start };
}
