import type { Ast } from './ast.ts';
import { ExpressionSyntaxError, type ExpressionWarning } from '../expression.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';

/** The state of the parser, shared by its functions. */
export interface Cursor {
  readonly tokens: readonly Token[];
  readonly warnings: ExpressionWarning[];
  position: number;
  /** The current depth of the tree: nested expressions and chained operators. */
  nesting: number;
  /** Parses an expression up to an operator with a precedence of at most `power`. */
  readonly expression: (power: number) => Ast;
  /** The same, with `left` already parsed. */
  readonly continueWith: (left: Ast, power: number) => Ast;
}

/** The token `ahead` positions after the next one; after the last one, the end. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const { tokens } = cursor;
  const token = tokens[Math.min(cursor.position + ahead, tokens.length - 1)];
  if (token === undefined) throw new Error('a token list ends with a token of kind end');
  return token;
}

export function isNext(cursor: Cursor, kind: TokenKind, ahead = 0): boolean {
  return peek(cursor, ahead).kind === kind;
}

export function advance(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.position += 1;
  return token;
}

/** Consumes the next token if it is of this kind. */
export function take(cursor: Cursor, kind: TokenKind): boolean {
  if (!isNext(cursor, kind)) return false;
  advance(cursor);
  return true;
}

/** Consumes the bracket that closes the one at `opened`. */
export function close(cursor: Cursor, kind: ')' | ']' | '}', opened: Token, others = ''): void {
  if (take(cursor, kind)) return;
  if (isNext(cursor, 'end')) {
    throw new ExpressionSyntaxError(
      `unclosed '${opened.text}': found the end of the expression, expected '${kind}'`,
      opened.start,
    );
  }
  throw unexpected(cursor, `${others}'${kind}'`);
}

/** The error for an unexpected next token, with what was expected instead. */
export function unexpected(cursor: Cursor, expected: string, hint = ''): ExpressionSyntaxError {
  const token = peek(cursor);
  const advice = hint === '' ? adviceFor(cursor, token) : `; ${hint}`;
  return new ExpressionSyntaxError(
    `found ${describeToken(token)}, expected ${expected}${advice}`,
    token.start,
  );
}

const wordOperators: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['if', 'condition ? a : b'],
]);

/** Advice for operators of other languages, which are read as two tokens here. */
const signPairs: ReadonlyMap<string, string> = new Map([
  ['===', 'write == to compare'],
  ['!==', 'write != to compare'],
  ['<>', 'write != to compare'],
  ['=<', 'write <= to compare'],
  ['=>', 'write >= to compare'],
  ['??', 'write || for another value'],
]);

/** Advice for a token that is not allowed at this position. */
function adviceFor(cursor: Cursor, token: Token): string {
  const previous = cursor.tokens[cursor.position - 1];
  const next = cursor.tokens[cursor.position + 1];
  const pair =
    signPairs.get(`${previous?.text}${token.text}`) ?? signPairs.get(`${token.text}${next?.text}`);
  if (pair !== undefined) return `; ${pair}`;
  if (token.kind === '=') return '; write == to compare';
  if (token.kind === '&') return '; write && for "and"';
  if (token.kind === '{') return '; write .{ to select fields into an object';
  if (token.kind === '.' && next?.kind === 'number') return `; write 0.${next.text}`;
  if (previous?.text === 'let') return '; a variable begins with $';
  const word = previous?.text === 'not' ? previous : token;
  const operator = word.kind === 'name' ? wordOperators.get(word.text) : undefined;
  return operator === undefined ? '' : `; write ${operator} for "${word.text}"`;
}
