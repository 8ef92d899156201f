import type { Ast, CallAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { ExpressionError, ExpressionSyntaxError } from '../expression.ts';
import {
  signatureOf,
  type Call,
  type FunctionDefinition,
  type Parameter,
} from '../functions/function-definition.ts';
import { spend } from '../evaluation.ts';
import { stepsOf } from '../../budget/budget.ts';
import { didYouMean } from '../../message/suggestion.ts';
import { describeValue } from '../value.ts';

type Argument = (...at: Parameters<Closure>) => unknown;

/** @throws ExpressionSyntaxError for an unknown function or invalid arguments */
export function compileCall(ast: CallAst, compiler: Compiler): Closure {
  const definition = compiler.functions.get(ast.name);
  if (definition === undefined) {
    const suggestion = didYouMean(ast.name, compiler.functions.keys(), (name) => `${name}()`);
    throw new ExpressionSyntaxError(`there is no function ${ast.name}()${suggestion}`, ast.offset);
  }
  checkArity(ast, definition);
  const call: Call = { name: ast.name, run: compiler.useRun() };
  const values = ast.arguments.map((argument, index) =>
    compileArgument(argument, index, definition, call, compiler),
  );
  return combine(definition, call, values);
}

function checkArity(
  { name, arguments: given, offset }: CallAst,
  definition: FunctionDefinition,
): void {
  const { parameters } = definition;
  const least = parameters.filter(({ optional }) => optional !== true).length;
  const isOpen = parameters.at(-1)?.acceptsEach !== undefined;
  const most = isOpen ? Infinity : parameters.length;
  if (given.length >= least && given.length <= most) return;
  const range =
    most === 0
      ? 'no'
      : isOpen
        ? `at least ${least}`
        : least === most
          ? `${least}`
          : `${least} to ${most}`;
  const noun = range.endsWith(' 1') || range === '1' ? 'argument' : 'arguments';
  throw new ExpressionSyntaxError(
    `${name}() takes ${range} ${noun}, but has ${given.length}: ${signatureOf(definition)}`,
    offset,
  );
}

/** A closure that returns the argument's value, and checks its type. */
function compileArgument(
  ast: Ast,
  index: number,
  { parameters }: FunctionDefinition,
  call: Call,
  compiler: Compiler,
): Argument {
  const parameter = parameters[Math.min(index, parameters.length - 1)];
  if (parameter === undefined) throw new Error('a call has no more arguments than parameters');
  if ((ast.type === 'reference') !== (parameter.isReference === true)) {
    throw new ExpressionSyntaxError(
      `${nameArgument(call, index, parameter)} should be ${parameter.type}${ast.type === 'reference' ? ', without &' : ', with &'}`,
      ast.offset,
    );
  }
  if (ast.type === 'reference') {
    const body = compiler.compile(ast.body);
    return () => body;
  }
  const constant = constantOf(ast);
  if (constant !== undefined) checkLiteral(constant.value, ast.offset, index, parameter, call);
  const value = compiler.compile(ast);
  const accepts = parameter.acceptsEach ?? parameter.accepts;
  const { run } = call;
  return (node, scope) => {
    const result = value(node, scope);
    spend(run, costOf(result)); // before the check, as that of "an array of strings" reads every element
    if (!accepts(result)) throw new ExpressionError(wrongType(call, index, parameter, result));
    return result;
  };
}

/** The value of an argument that is the same for every document, such as {decimal: ','}. */
function constantOf(ast: Ast): { readonly value: unknown } | undefined {
  if (ast.type === 'literal') return ast;
  if (ast.type !== 'hash') return undefined;
  const members: [string, unknown][] = [];
  for (const { key, value } of ast.entries) {
    if (value.type !== 'literal') return undefined;
    members.push([key, value.value]);
  }
  return { value: Object.fromEntries(members) };
}

function checkLiteral(
  value: unknown,
  offset: number,
  index: number,
  parameter: Parameter,
  call: Call,
): void {
  const accepts = parameter.acceptsEach ?? parameter.accepts;
  if (!accepts(value)) {
    throw new ExpressionSyntaxError(wrongType(call, index, parameter, value), offset);
  }
  const refusal = parameter.refuse?.(value, call.run);
  if (refusal !== undefined) throw new ExpressionSyntaxError(`${call.name}(): ${refusal}`, offset);
}

function wrongType(call: Call, index: number, parameter: Parameter, value: unknown): string {
  return `${nameArgument(call, index, parameter)} should be ${parameter.type}, but is ${describeValue(value)}`;
}

function nameArgument({ name }: Call, index: number, parameter: Parameter): string {
  return `${name}(): argument ${index + 1} (${parameter.name})`;
}

/** Steps of a function that reads each element or character once. */
function costOf(value: unknown): number {
  if (Array.isArray(value)) return 1 + value.length;
  return typeof value === 'string' ? stepsOf(value.length) : 1;
}

function combine(definition: FunctionDefinition, call: Call, values: readonly Argument[]): Closure {
  const { parameters } = definition;
  if (parameters.at(-1)?.acceptsEach !== undefined) {
    const fixed = parameters.length - 1;
    return (node, scope) => {
      const all = values.map((value) => value(node, scope));
      return definition.invoke(call, ...all.slice(0, fixed), all.slice(fixed));
    };
  }
  const [a, b, c] = values;
  if (a === undefined) return () => definition.invoke(call);
  if (b === undefined) return (node, scope) => definition.invoke(call, a(node, scope));
  if (c === undefined) {
    return (node, scope) => definition.invoke(call, a(node, scope), b(node, scope));
  }
  return (node, scope) => definition.invoke(call, ...values.map((value) => value(node, scope)));
}
