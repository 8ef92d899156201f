import { cut } from '../../message/cut.ts';

/** What a token is. Operators and brackets are their own kind, in the spelling that the parser reads. */
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
  /** Where it begins and where it has ended, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** A token as an error message names what was found. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end of the expression';
  if (token.kind === 'name') return `the name ${showSource(token.text)}`;
  if (token.kind === 'variable') return `the variable ${showSource(token.text)}`;
  if (token.kind === 'number') return `the number ${showSource(token.text)}`;
  if (token.kind === 'literal' || token.kind === 'quoted-name') return showSource(token.text);
  return `'${token.text}'`;
}

/** A piece of an expression as a message shows it: on one line, cut. */
export function showSource(text: string): string {
  return cut(text.replaceAll(/\s+/g, ' '), 40);
}
