import type { Ast, HashAst, LetAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { setOwn } from '../../decode/own-property.ts';

export function compileList(ast: Ast & { readonly type: 'list' }, compiler: Compiler): Closure {
  const items = ast.items.map((item) => compiler.compile(item));
  return (node, scope) => items.map((item) => item(node, scope));
}

export function compileHash(ast: HashAst, compiler: Compiler): Closure {
  const entries = ast.entries.map(({ key, value }) => ({ key, value: compiler.compile(value) }));
  return (node, scope) => {
    const result: Record<string, unknown> = {};
    for (const { key, value } of entries) setOwn(result, key, value(node, scope));
    return result;
  };
}

/** The bindings of one `let` cannot refer to each other. */
export function compileLet(ast: LetAst, outer: Compiler): Closure {
  const { frame } = outer.useRun();
  const values = ast.bindings.map(({ value }) => outer.compile(value));
  const { compiler, slots } = outer.withVariables(ast.bindings.map(({ name }) => name));
  const body = compiler.compile(ast.body);
  return (node, scope) => {
    for (let index = 0; index < values.length; index += 1) {
      frame[slots[index] ?? 0] = values[index]?.(node, scope);
    }
    return body(node, scope);
  };
}
