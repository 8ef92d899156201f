import type { VariableAst } from './ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { ExpressionSyntaxError } from './expression.ts';
import { didYouMean } from './suggestion.ts';

/** What is bound for every expression; see `Scope`. */
const bound: ReadonlyMap<string, Closure> = new Map<string, Closure>([
  ['root', (_node, scope) => scope.root ?? null],
  ['key', (_node, scope) => scope.key ?? null],
  ['index', (_node, scope) => scope.index ?? null],
  ['parent', (_node, scope) => scope.parent ?? null],
  ['target', (_node, scope) => scope.target ?? null],
  ['params', (_node, scope) => scope.params ?? null],
  ['response', (_node, scope) => scope.response ?? null],
  ['file', (_node, scope) => scope.file ?? null],
]);

/** A variable of `let`, innermost first, or one that is bound for every expression. */
export function compileVariable({ name, offset }: VariableAst, compiler: Compiler): Closure {
  const slot = compiler.variables.get(name);
  if (slot !== undefined) {
    const { frame } = compiler.useRun();
    return () => frame[slot];
  }
  const closure = bound.get(name);
  if (closure !== undefined) return closure;
  const known = [...compiler.variables.keys(), ...bound.keys()];
  const all = known.map((each) => `$${each}`).join(', ');
  const suggestion = didYouMean(name, known, (each) => `$${each}`);
  throw new ExpressionSyntaxError(
    `there is no variable $${name} here${suggestion === '' ? `; there are ${all}` : suggestion}`,
    offset,
  );
}
