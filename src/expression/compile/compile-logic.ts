import type { Ast, LogicAst, TernaryAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { isTruthy } from '../value.ts';

type Logic = Extract<Ast, { readonly type: 'pipe' | 'or' | 'and' | 'not' | 'ternary' }>;

/** Operators that decide what is evaluated, and on what. */
export function compileLogic(ast: Logic, compiler: Compiler): Closure {
  switch (ast.type) {
    case 'pipe': {
      const left = compiler.compile(ast.left);
      const right = compiler.compile(ast.right);
      return (node, scope) => right(left(node, scope), scope);
    }
    case 'not': {
      const operand = compiler.compile(ast.operand);
      return (node, scope) => !isTruthy(operand(node, scope), scope.budget);
    }
    case 'or':
    case 'and':
      return compileAlternative(ast, compiler);
    case 'ternary':
      break;
  }
  return compileTernary(ast, compiler);
}

function compileAlternative(ast: LogicAst, compiler: Compiler): Closure {
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  if (ast.type === 'or') {
    return (node, scope) => {
      const value = left(node, scope);
      return isTruthy(value, scope.budget) ? value : right(node, scope);
    };
  }
  return (node, scope) => {
    const value = left(node, scope);
    return isTruthy(value, scope.budget) ? right(node, scope) : value;
  };
}

function compileTernary(ast: TernaryAst, compiler: Compiler): Closure {
  const condition = compiler.compile(ast.condition);
  const whenTrue = compiler.compile(ast.whenTrue);
  const whenFalse = compiler.compile(ast.whenFalse);
  return (node, scope) =>
    isTruthy(condition(node, scope), scope.budget) ? whenTrue(node, scope) : whenFalse(node, scope);
}
