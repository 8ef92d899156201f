import type { Iteration, ProjectionAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import type { Scope } from '../expression.ts';
import { allocateList, allocateText, spend, type Evaluation } from '../evaluation.ts';
import { isObject, isTruthy } from '../value.ts';

export function compileProjection(ast: ProjectionAst, compiler: Compiler): Closure {
  const run = compiler.useRun();
  const source = compiler.compile(ast.source);
  const body = ast.body.type === 'current' ? undefined : compiler.compile(ast.body);
  const { iteration } = ast;
  if (iteration.over === 'filter') {
    return compileFilter(run, source, compiler.compile(iteration.condition), body);
  }
  if (iteration.over === 'slice') return compileSlice(run, source, iteration, body);
  const select =
    iteration.over === 'list' ? asList : iteration.over === 'values' ? valuesOf : flatten;
  return (node, scope) => {
    const elements = select(source(node, scope), run);
    return elements === null ? null : project(run, elements, body, scope);
  };
}

function compileFilter(
  run: Evaluation,
  source: Closure,
  condition: Closure,
  body: Closure | undefined,
): Closure {
  return (node, scope) => {
    const elements = source(node, scope);
    if (!Array.isArray(elements)) return null;
    const results: unknown[] = [];
    for (let index = 0; index < elements.length; index += 1) {
      spend(run, 1);
      const element: unknown = elements[index];
      if (!isTruthy(condition(element, scope), run.budget)) continue;
      const value = body === undefined ? element : body(element, scope);
      if (value !== null) results.push(value);
    }
    return results;
  };
}

/** A slice of a string is a string, on which the body is evaluated once. */
function compileSlice(
  run: Evaluation,
  source: Closure,
  slice: Iteration & { readonly over: 'slice' },
  body: Closure | undefined,
): Closure {
  return (node, scope) => {
    const value = source(node, scope);
    if (Array.isArray(value)) {
      spend(run, value.length);
      return project(run, sliced(value, slice), body, scope);
    }
    if (typeof value !== 'string') return null;
    allocateText(run, value.length);
    spend(run, value.length);
    const part = sliced(Array.from(value), slice).join('');
    return body === undefined ? part : body(part, scope);
  };
}

/** Evaluates the body on each element, and drops nulls. */
function project(
  run: Evaluation,
  elements: readonly unknown[],
  body: Closure | undefined,
  scope: Scope,
): unknown[] {
  const results: unknown[] = [];
  for (let index = 0; index < elements.length; index += 1) {
    spend(run, 1);
    const value = body === undefined ? elements[index] : body(elements[index], scope);
    if (value !== null) results.push(value);
  }
  return results;
}

function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function valuesOf(value: unknown, run: Evaluation): readonly unknown[] | null {
  if (!isObject(value)) return null;
  const values = Object.values(value);
  spend(run, values.length);
  return values;
}

/** Flattens one level. */
function flatten(value: unknown, run: Evaluation): readonly unknown[] | null {
  if (!Array.isArray(value)) return null;
  const list: readonly unknown[] = value;
  let length = 0;
  for (const element of list) length += Array.isArray(element) ? 1 + element.length : 1;
  allocateList(run, length);
  return list.flat();
}

function sliced<T>(
  elements: readonly T[],
  { start, stop, step }: Iteration & { readonly over: 'slice' },
): T[] {
  const { length } = elements;
  const isForward = step > 0;
  const lowest = isForward ? 0 : -1;
  const highest = isForward ? length : length - 1;
  const first = start === null ? (isForward ? lowest : highest) : bound(start);
  const end = stop === null ? (isForward ? highest : lowest) : bound(stop);
  if (step === 1) return elements.slice(first, end);
  const result: T[] = [];
  for (let index = first; isForward ? index < end : index > end; index += step) {
    const element = elements[index];
    if (element !== undefined) result.push(element);
  }
  return result;

  function bound(position: number): number {
    return Math.min(Math.max(position < 0 ? position + length : position, lowest), highest);
  }
}
