import type { Ast } from '../syntax/ast.ts';
import type { Scope } from '../expression.ts';
import type { FunctionDefinition } from '../functions/function-definition.ts';
import type { Evaluation } from '../evaluation.ts';

/** What `Scope` binds, beside `$` for `$root`. */
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
] as const;
export type BoundVariable = (typeof boundVariables)[number];

/** A piece of a compiled expression. It answers null for nothing, never undefined. */
export type Closure = (node: unknown, scope: Scope) => unknown;

/** What the functions that compile one kind of node need. */
export interface Compiler {
  readonly compile: (ast: Ast) => Closure;
  /** A compiler that knows these variables as well, by name to their slot in the frame of the run. */
  readonly withVariables: (names: readonly string[]) => {
    readonly compiler: Compiler;
    readonly slots: readonly number[];
  };
  /** `let` variables in sight. */
  readonly variables: ReadonlyMap<string, number>;
  /** Variables of the scope that there are here. */
  readonly boundVariables: readonly BoundVariable[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** Taken by closures that loop or call: what takes none is evaluated without bookkeeping. */
  readonly useRun: () => Evaluation;
}
