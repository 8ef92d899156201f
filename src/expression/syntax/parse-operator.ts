import type { ArithmeticOperator, Ast, ComparisonOperator } from './ast.ts';
import { advance, close, peek, take, unexpected, type Cursor } from './cursor.ts';
import { refuseQuotedText, warnOfHyphen } from './parse-advice.ts';

/** A sign or `!` applies to the whole path after it, but not to operators. */
const prefixPower = 8;

export function parseNot(cursor: Cursor): Ast {
  const { start: offset } = advance(cursor);
  return { type: 'not', operand: cursor.expression(prefixPower), offset };
}

/** A signed number is a literal. */
export function parseSign(cursor: Cursor): Ast {
  const { kind, start: offset } = advance(cursor);
  const operator = kind === '-' ? '-' : '+';
  const operand = cursor.expression(prefixPower);
  if (operand.type === 'literal' && operator === '-') {
    if (typeof operand.value === 'number') return { ...operand, value: -operand.value, offset };
    if (typeof operand.value === 'bigint') return { ...operand, value: -operand.value, offset };
  }
  return { type: 'unary', operator, operand, offset };
}

export function parseParentheses(cursor: Cursor): Ast {
  const opened = advance(cursor);
  const inside = cursor.expression(0);
  close(cursor, ')', opened, 'an operator or ');
  return inside;
}

export function parsePipe(cursor: Cursor, left: Ast, power: number): Ast {
  const { start: offset } = advance(cursor);
  return { type: 'pipe', left, right: cursor.expression(power), offset };
}

export function parseLogic(cursor: Cursor, left: Ast, power: number): Ast {
  const { kind, start: offset } = advance(cursor);
  return { type: kind === '||' ? 'or' : 'and', left, right: cursor.expression(power), offset };
}

export function parseTernary(cursor: Cursor, condition: Ast): Ast {
  const { start: offset } = advance(cursor);
  const whenTrue = cursor.expression(0);
  if (!take(cursor, ':')) throw unexpected(cursor, "an operator or ':' of condition ? a : b");
  return { type: 'ternary', condition, whenTrue, whenFalse: cursor.expression(0), offset };
}

const comparisons: readonly ComparisonOperator[] = ['==', '!=', '<', '<=', '>', '>='];

export function parseComparison(cursor: Cursor, left: Ast, power: number): Ast {
  const { kind, start: offset } = peek(cursor);
  const operator = comparisons.find((candidate) => candidate === kind);
  if (operator === undefined) throw unexpected(cursor, 'a comparison');
  const at = cursor.position;
  advance(cursor);
  const right = cursor.expression(power);
  refuseQuotedText(cursor, at, left, right);
  return { type: 'comparison', operator, left, right, offset };
}

const arithmetic: readonly ArithmeticOperator[] = ['+', '-', '*', '/', '//', '%'];

export function parseArithmetic(cursor: Cursor, left: Ast, power: number): Ast {
  const { kind, start: offset } = peek(cursor);
  const operator = arithmetic.find((candidate) => candidate === kind);
  if (operator === undefined) throw unexpected(cursor, 'an arithmetic operator');
  if (operator === '-') warnOfHyphen(cursor);
  advance(cursor);
  return { type: 'arithmetic', operator, left, right: cursor.expression(power), offset };
}
