import type { Scope } from '../expression/expression.ts';
import type { ItemsDefinition } from './definition.ts';
import type { SkipReason } from './extraction.ts';
import { cut, shown } from './found.ts';

/** The items of one document, the same for every rule that has the same `each` or `entries`. */
export interface Items {
  readonly definition: ItemsDefinition;
  readonly values: readonly unknown[];
  /** Of `entries`: one a value. */
  readonly keys: readonly string[] | undefined;
  /** The list or object that was iterated; undefined where the one item is the value itself. */
  readonly parent: unknown;
  /** Why there are none, where that is not as it should be. */
  readonly problem: ItemsProblem | undefined;
}

interface ItemsProblem {
  readonly reason: Extract<SkipReason, 'each_missing' | 'expression_error'>;
  readonly found: string;
}

/**
 * Evaluates what a rule iterates. `each` over a list gives its elements, over anything else that one
 * item; `entries` gives the values of an object. Null, and `entries` of what is no object, is a problem.
 */
export function findItems(definition: ItemsDefinition, scope: Scope): Items {
  if (definition.over === 'document') return single(definition, scope.root);
  let value: unknown;
  try {
    value = definition.expression.evaluate(scope.root, scope);
  } catch (error) {
    return none(definition, { reason: 'expression_error', found: failureText(error) });
  }
  if (value === null || value === undefined) {
    return none(definition, { reason: 'each_missing', found: `${itemsText(definition)} is null` });
  }
  return definition.over === 'each' ? elements(definition, value) : entries(definition, value);
}

function elements(definition: ItemsDefinition, value: unknown): Items {
  if (!Array.isArray(value)) return single(definition, value);
  const values: readonly unknown[] = value;
  return { definition, values, keys: undefined, parent: value, problem: undefined };
}

function entries(definition: ItemsDefinition, value: unknown): Items {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = `${itemsText(definition)} is not an object: ${shown(value)}`;
    return none(definition, { reason: 'each_missing', found });
  }
  const values: readonly unknown[] = Object.values(value);
  return { definition, values, keys: Object.keys(value), parent: value, problem: undefined };
}

function single(definition: ItemsDefinition, value: unknown): Items {
  return { definition, values: [value], keys: undefined, parent: undefined, problem: undefined };
}

function none(definition: ItemsDefinition, problem: ItemsProblem): Items {
  return { definition, values: [], keys: undefined, parent: undefined, problem };
}

/** What an expression that could not be evaluated has to say. */
export function failureText(error: unknown): string {
  return cut(error instanceof Error ? error.message : String(error), 200);
}

/** `each orders`, `entries nodes`, or `the document`. */
export function itemsText(definition: ItemsDefinition): string {
  if (definition.over === 'document') return 'the document';
  return `${definition.over} ${cut(definition.expression.text, 80)}`;
}
