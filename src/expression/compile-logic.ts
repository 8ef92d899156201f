import type { Ast, LogicAst, TernaryAst } from './ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { isTruthy } from './value.ts';

export function compilePipe(ast: Ast & { readonly type: 'pipe' }, compiler: Compiler): Closure {
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  return (node, scope) => right(left(node, scope), scope);
}

export function compileOr(ast: LogicAst, compiler: Compiler): Closure {
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  return (node, scope) => {
    const value = left(node, scope);
    return isTruthy(value) ? value : right(node, scope);
  };
}

export function compileAnd(ast: LogicAst, compiler: Compiler): Closure {
  const left = compiler.compile(ast.left);
  const right = compiler.compile(ast.right);
  return (node, scope) => {
    const value = left(node, scope);
    return isTruthy(value) ? right(node, scope) : value;
  };
}

export function compileNot(ast: Ast & { readonly type: 'not' }, compiler: Compiler): Closure {
  const operand = compiler.compile(ast.operand);
  return (node, scope) => !isTruthy(operand(node, scope));
}

export function compileTernary(ast: TernaryAst, compiler: Compiler): Closure {
  const condition = compiler.compile(ast.condition);
  const whenTrue = compiler.compile(ast.whenTrue);
  const whenFalse = compiler.compile(ast.whenFalse);
  return (node, scope) =>
    isTruthy(condition(node, scope)) ? whenTrue(node, scope) : whenFalse(node, scope);
}
