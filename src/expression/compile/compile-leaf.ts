import type { Ast, VariableAst } from '../syntax/ast.ts';
import type { BoundVariable, Closure, Compiler } from './closure.ts';
import { compileField } from './compile-path.ts';
import { ExpressionSyntaxError } from '../expression.ts';
import { didYouMean } from '../../message/suggestion.ts';

type Leaf = Extract<Ast, { readonly type: 'literal' | 'current' | 'root' | 'field' | 'variable' }>;

/** Nodes without children: a constant, the current node, the document, a field of the node, a variable. */
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

/** Null if the scope does not have it. */
const readers: Readonly<Record<BoundVariable, Closure>> = {
  root: (_node, scope) => scope.root ?? null,
  key: (_node, scope) => scope.key ?? null,
  index: (_node, scope) => scope.index ?? null,
  parent: (_node, scope) => scope.parent ?? null,
  parents: (_node, scope) => scope.parents ?? null,
  target: (_node, scope) => scope.target ?? null,
  params: (_node, scope) => scope.params ?? null,
  response: (_node, scope) => scope.response ?? null,
  file: (_node, scope) => scope.file ?? null,
  item: (_node, scope) => scope.item ?? null,
};

/** A variable of `let`, innermost first, or one that the scope binds. */
function compileVariable({ name, offset }: VariableAst, compiler: Compiler): Closure {
  const slot = compiler.variables.get(name);
  if (slot !== undefined) {
    const { frame } = compiler.useRun();
    return () => frame[slot];
  }
  const bound = compiler.boundVariables.find((each) => each === name);
  if (bound !== undefined) return readers[bound];
  const known = [...compiler.variables.keys(), ...compiler.boundVariables];
  const all = known.map((each) => `$${each}`).join(', ');
  const suggestion = didYouMean(name, known, (each) => `$${each}`);
  throw new ExpressionSyntaxError(
    `there is no variable $${name} here${suggestion === '' ? `; there are ${all}` : suggestion}`,
    offset,
  );
}
