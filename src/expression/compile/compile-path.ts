import type { Ast, FieldAst, IndexAst } from '../syntax/ast.ts';
import type { Closure, Compiler } from './closure.ts';
import { isObject, type ObjectValue } from '../value.ts';

type Read = (value: unknown) => unknown;

export function compileField({ name }: FieldAst): Closure {
  return readPath([name]);
}

export function compileIndex({ target, index }: IndexAst, compiler: Compiler): Closure {
  if (target.type === 'current') return (node) => readIndex(node, index);
  const list = compiler.compile(target);
  return (node, scope) => readIndex(list(node, scope), index);
}

/** `left.right`; trailing fields are read in one step. */
export function compileSub(ast: Ast & { readonly type: 'sub' }, compiler: Compiler): Closure {
  const names: string[] = [];
  let rest: Ast = ast;
  while (rest.type === 'sub' && rest.right.type === 'field') {
    names.unshift(rest.right.name);
    rest = rest.left;
  }
  if (names.length === 0) {
    const left = compiler.compile(ast.left);
    const right = compiler.compile(ast.right);
    return (node, scope) => {
      const value = left(node, scope);
      return value === null ? null : right(value, scope);
    };
  }
  if (rest.type === 'field') return readPath([rest.name, ...names]);
  const read = readPath(names);
  if (rest.type === 'current') return read;
  const base = compiler.compile(rest);
  return (node, scope) => read(base(node, scope));
}

function readIndex(list: unknown, index: number): unknown {
  if (!Array.isArray(list)) return null;
  return list[index < 0 ? list.length + index : index] ?? null;
}

/** Reads nested own fields; null as soon as one is missing. */
function readPath(names: readonly string[]): Read {
  const [a, b, c] = names;
  if (a === undefined || !names.every(isOwnOnly)) return readGuardedPath(names);
  if (b === undefined) return (value) => readOwn(value, a) ?? null;
  if (c === undefined) return (value) => readOwn(readOwn(value, a), b) ?? null;
  if (names.length === 3) return (value) => readOwn(readOwn(readOwn(value, a), b), c) ?? null;
  return (value) => {
    let result = value;
    for (const name of names) result = readOwn(result, name);
    return result ?? null;
  };
}

/**
 * Whether this name can only be an own property of plain objects: no prototype has it, and it is not an array index.
 * Such a name needs no check of ownership.
 */
function isOwnOnly(name: string): boolean {
  return !(name in Array.prototype) && !/^\d/.test(name);
}

function readOwn(value: unknown, name: string): unknown {
  return hasFields(value) ? value[name] : null;
}

function hasFields(value: unknown): value is ObjectValue {
  return typeof value === 'object' && value !== null;
}

function readGuardedPath(names: readonly string[]): Read {
  return (value) => {
    let result = value;
    for (const name of names) {
      result = isObject(result) && Object.hasOwn(result, name) ? result[name] : null;
    }
    return result ?? null;
  };
}
