import { cut } from '../../message/cut.ts';

/** The kind of a token. Each operator and bracket is its own kind. */
export type TokenKind =
  | 'name'
  | 'quoted-name'
  | 'variable'
  | 'number'
  | 'literal'
  | 'end'
  | '.'
  | '*'
  | '@'
  | '$'
  | '('
  | ')'
  | '['
  | '[?'
  | '[]'
  | ']'
  | '{'
  | '}'
  | ','
  | ':'
  | '?'
  | '|'
  | '||'
  | '&'
  | '&&'
  | '!'
  | '='
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '/'
  | '//'
  | '%';

export interface Token {
  readonly kind: TokenKind;
  /** As written; `''` at the end of the expression. */
  readonly text: string;
  /** The name of a name or variable, the value of a number or literal; the text of anything else. */
  readonly value: unknown;
  /** Start and end offset, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Describes a token in an error message. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end of the expression';
  if (token.kind === 'name') return `the name ${showSource(token.text)}`;
  if (token.kind === 'variable') return `the variable ${showSource(token.text)}`;
  if (token.kind === 'number') return `the number ${showSource(token.text)}`;
  if (token.kind === 'literal' || token.kind === 'quoted-name') return showSource(token.text);
  return `'${token.text}'`;
}

/** A part of an expression for an error message: on one line, and cut. */
export function showSource(text: string): string {
  return cut(text.replaceAll(/\s+/g, ' '), 40);
}
