import type { Ast, ComparisonAst, ComparisonOperator } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { isEqual, isNumber } from '../value.ts';

export function compileComparison(ast: ComparisonAst, compiler: Compiler): Closure {
  const { operator } = ast;
  if (operator === '==') return compileEqual(ast, compiler);
  if (operator === '!=') {
    const equal = compileEqual(ast, compiler);
    return (node, scope) => !equal(node, scope);
  }
  return compileOrder(ast, operator, compiler);
}

function compileEqual({ left, right }: ComparisonAst, compiler: Compiler): Closure {
  const first = compiler.compile(left);
  const constant = asPrimitive(right);
  if (constant !== undefined) {
    const { value } = constant;
    return (node, scope) => first(node, scope) === value;
  }
  const second = compiler.compile(right);
  const run = compiler.useRun();
  return (node, scope) => isEqual(first(node, scope), second(node, scope), run.budget);
}

/** A literal that `===` compares: an exact integer beyond 2^53 may also equal a double. */
function asPrimitive(ast: Ast): { readonly value: unknown } | undefined {
  if (ast.type !== 'literal' || typeof ast.value === 'bigint') return undefined;
  if (typeof ast.value === 'number' && !Number.isSafeInteger(ast.value)) return undefined;
  return typeof ast.value === 'object' && ast.value !== null ? undefined : { value: ast.value };
}

/** Only numbers have an order; comparing anything else is null. */
function compileOrder(
  { left, right }: ComparisonAst,
  operator: Exclude<ComparisonOperator, '==' | '!='>,
  compiler: Compiler,
): Closure {
  const compare = orders[operator];
  const first = compiler.compile(left);
  if (right.type === 'literal' && isNumber(right.value)) {
    const { value: constant } = right;
    return (node, scope) => {
      const value = first(node, scope);
      return isNumber(value) ? compare(value, constant) : null;
    };
  }
  const second = compiler.compile(right);
  return (node, scope) => {
    const a = first(node, scope);
    const b = second(node, scope);
    return isNumber(a) && isNumber(b) ? compare(a, b) : null;
  };
}

const orders = {
  '<': (a: number | bigint, b: number | bigint) => a < b,
  '<=': (a: number | bigint, b: number | bigint) => a <= b,
  '>': (a: number | bigint, b: number | bigint) => a > b,
  '>=': (a: number | bigint, b: number | bigint) => a >= b,
} as const;
