import type { ArithmeticAst, ArithmeticOperator, UnaryAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { ExpressionError } from '../expression.ts';
import { divideExactly, negative, operateExactly } from '../exact.ts';
import { describeValue } from '../value.ts';

/** Null if an operand is null. Integers of the document stay exact. */
export function compileArithmetic(ast: ArithmeticAst, compiler: Compiler): Closure {
  const { operator } = ast;
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  const operate = operations[operator];
  return (node, scope) => {
    const a = left(node, scope);
    const b = right(node, scope);
    const first = toOperand(a, `the left side of ${operator}`);
    const second = toOperand(b, `the right side of ${operator}`);
    return first === null || second === null ? null : operate(first, second);
  };
}

export function compileUnary({ operator, operand }: UnaryAst, compiler: Compiler): Closure {
  const value = compiler.compile(operand);
  return (node, scope) => {
    const number = toOperand(value(node, scope), `what follows the sign ${operator}`);
    return number === null || operator === '+' ? number : negative(number);
  };
}

type Operate = (a: number | bigint, b: number | bigint) => number | bigint;

const operations: Readonly<Record<ArithmeticOperator, Operate>> = {
  '+': (a, b) => operateExactly('+', a, b),
  '-': (a, b) => operateExactly('-', a, b),
  '*': (a, b) => operateExactly('*', a, b),
  '/': (a, b) => divideExactly('/', a, divisor(b, '/')),
  '//': (a, b) => divideExactly('//', a, divisor(b, '//')),
  '%': (a, b) => divideExactly('%', a, divisor(b, '%')),
};

function divisor(value: number | bigint, operator: ArithmeticOperator): number | bigint {
  if (value === 0)
    throw new ExpressionError(`division by zero: the right side of ${operator} is 0`);
  return value;
}

function toOperand(value: unknown, what: string): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint' || value === null) return value;
  throw new ExpressionError(`${what} should be a number, but is ${describeValue(value)}`);
}
