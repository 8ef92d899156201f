import type { Ast } from '../syntax/ast.ts';
import { boundVariables, type BoundVariable, type Closure, type Compiler } from './closure.ts';
import { compileCall } from './compile-call.ts';
import { compileArithmetic, compileUnary } from './compile-arithmetic.ts';
import { compileComparison } from './compile-comparison.ts';
import { compileHash, compileLet, compileList } from './compile-construct.ts';
import { compileLeaf } from './compile-leaf.ts';
import { compileLogic } from './compile-logic.ts';
import { compileIndex, compileSub } from './compile-path.ts';
import { compileProjection } from './compile-projection.ts';
import { ExpressionSyntaxError, type Expression, type Scope } from '../expression.ts';
import { functions } from '../functions/functions.ts';
import { parse } from '../syntax/parser.ts';
import { begin, createRun, finish, toExpressionError, type Evaluation } from '../evaluation.ts';

export interface CompileOptions {
  /** The available variables of `Scope`; any other is an error. Default: all. */
  readonly variables?: readonly BoundVariable[];
}

/**
 * Compiles a JMESPath expression (community edition, with additional functions and literals) to a closure. A number
 * or boolean from YAML is a constant.
 *
 * The expression has state during its evaluation, so it is not reentrant.
 *
 * @throws ExpressionSyntaxError with the offset, for a syntax error, an unknown function or variable, or an invalid
 * literal argument
 */
export function compileExpression(
  source: string | number | boolean,
  { variables = boundVariables }: CompileOptions = {},
): Expression {
  if (typeof source !== 'string') {
    return { text: String(source), warnings: [], evaluate: () => source };
  }
  const { ast, warnings } = parse(source);
  const { compiler, isRunUsed, run } = createCompiler(createRun(), variables);
  const closure = compiler.compile(ast);
  const evaluate = isRunUsed() ? withRun(closure, run) : closure;
  return { text: source, warnings, evaluate };
}

function withRun(closure: Closure, run: Evaluation): Closure {
  return function evaluate(node: unknown, scope: Scope): unknown {
    begin(run, scope);
    try {
      return closure(node, scope);
    } catch (error) {
      throw toExpressionError(error);
    } finally {
      finish(run);
    }
  };
}

function createCompiler(run: Evaluation, bound: readonly BoundVariable[]) {
  let isUsed = false;
  let slotCount = 0;

  function createFor(variables: ReadonlyMap<string, number>): Compiler {
    const compiler: Compiler = {
      compile: (ast) => compileAst(ast, compiler),
      variables,
      boundVariables: bound,
      functions,
      withVariables(names) {
        const slots = names.map((_, index) => slotCount + index);
        slotCount += names.length;
        const inner = new Map(variables);
        for (const [index, name] of names.entries()) inner.set(name, slots[index] ?? 0);
        return { compiler: createFor(inner), slots };
      },
      useRun() {
        isUsed = true;
        return run;
      },
    };
    return compiler;
  }

  return { compiler: createFor(new Map()), isRunUsed: () => isUsed, run };
}

function compileAst(ast: Ast, compiler: Compiler): Closure {
  switch (ast.type) {
    case 'literal':
    case 'current':
    case 'root':
    case 'field':
    case 'variable':
      return compileLeaf(ast, compiler);
    case 'index':
      return compileIndex(ast, compiler);
    case 'sub':
      return compileSub(ast, compiler);
    case 'pipe':
    case 'or':
    case 'and':
    case 'not':
    case 'ternary':
      return compileLogic(ast, compiler);
    case 'comparison':
      return compileComparison(ast, compiler);
    case 'arithmetic':
      return compileArithmetic(ast, compiler);
    case 'unary':
      return compileUnary(ast, compiler);
    case 'projection':
      return compileProjection(ast, compiler);
    case 'list':
      return compileList(ast, compiler);
    case 'hash':
      return compileHash(ast, compiler);
    case 'call':
      return compileCall(ast, compiler);
    case 'let':
      return compileLet(ast, compiler);
    case 'reference':
      break;
  }
  throw new ExpressionSyntaxError('&expression is only an argument of a function', ast.offset);
}
