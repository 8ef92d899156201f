import type { ArithmeticAst, ArithmeticOperator, UnaryAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { ExpressionError } from '../expression.ts';
import { describeValue } from '../value.ts';

/** Null when an operand is null; a `bigint` takes part as the nearest double. */
export function compileArithmetic(ast: ArithmeticAst, compiler: Compiler): Closure {
  const { operator } = ast;
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  const operate = operations[operator];
  return (node, scope) => {
    const a = left(node, scope);
    const b = right(node, scope);
    if (typeof a === 'number' && typeof b === 'number') return operate(a, b);
    const first = toOperand(a, `the left side of ${operator}`);
    const second = toOperand(b, `the right side of ${operator}`);
    return first === null || second === null ? null : operate(first, second);
  };
}

export function compileUnary({ operator, operand }: UnaryAst, compiler: Compiler): Closure {
  const value = compiler.compile(operand);
  return (node, scope) => {
    const number = toOperand(value(node, scope), `what follows the sign ${operator}`);
    return number === null || operator === '+' ? number : -number;
  };
}

const operations: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / divisor(b, '/'),
  '//': (a, b) => Math.floor(a / divisor(b, '//')),
  '%': (a, b) => a % divisor(b, '%'),
};

function divisor(value: number, operator: ArithmeticOperator): number {
  if (value === 0)
    throw new ExpressionError(`division by zero: the right side of ${operator} is 0`);
  return value;
}

function toOperand(value: unknown, what: string): number | null {
  if (typeof value === 'number' || value === null) return value;
  if (typeof value === 'bigint') return Number(value);
  throw new ExpressionError(`${what} should be a number, but is ${describeValue(value)}`);
}
