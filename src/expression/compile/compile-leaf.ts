import type { Ast } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { compileField } from './compile-path.ts';
import { compileVariable } from './compile-variable.ts';

type Leaf = Extract<Ast, { readonly type: 'literal' | 'current' | 'root' | 'field' | 'variable' }>;

/** What has no parts: a constant, the current node, the document, a field of the node, a variable. */
export function compileLeaf(ast: Leaf, compiler: Compiler): Closure {
  switch (ast.type) {
    case 'literal': {
      const { value } = ast;
      return () => value;
    }
    case 'current':
      return (node) => node ?? null;
    case 'root':
      return (_node, scope) => scope.root ?? null;
    case 'field':
      return compileField(ast);
    case 'variable':
      break;
  }
  return compileVariable(ast, compiler);
}
