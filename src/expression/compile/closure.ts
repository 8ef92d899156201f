import type { Ast } from '../syntax/ast.ts';
import type { Scope } from '../expression.ts';
import type { FunctionDefinition } from '../functions/function-definition.ts';
import type { Evaluation } from '../evaluation.ts';

/** The variables of `Scope`; `$` is short for `$root`. */
export const boundVariables = [
  'root',
  'key',
  'index',
  'parent',
  'parents',
  'target',
  'params',
  'response',
  'file',
  'item',
] as const;
export type BoundVariable = (typeof boundVariables)[number];

/** A part of a compiled expression. Returns null for a missing value, never undefined. */
export type Closure = (node: unknown, scope: Scope) => unknown;

/** The context of the functions that compile one kind of node. */
export interface Compiler {
  readonly compile: (ast: Ast) => Closure;
  /** A compiler with these additional variables, and their slots in the frame of the evaluation. */
  readonly withVariables: (names: readonly string[]) => {
    readonly compiler: Compiler;
    readonly slots: readonly number[];
  };
  /** The `let` variables in scope. */
  readonly variables: ReadonlyMap<string, number>;
  /** The variables of `Scope` that are available here. */
  readonly boundVariables: readonly BoundVariable[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** The state of the evaluation, for closures that loop or call functions. Other expressions need no bookkeeping. */
  readonly useRun: () => Evaluation;
}
