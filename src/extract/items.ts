import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { Expression, Scope } from '../expression/expression.ts';
import type { ItemsDefinition } from './definition.ts';
import { failureText } from './expression-failure.ts';
import { ExtractionError, type SkipReason } from './extraction.ts';
import { cut } from '../message/cut.ts';
import { shown } from './shown.ts';
import { suggestField } from './missing-field.ts';

/** The items of one array in a document, shared by all rules with the same `each` or `entries`. */
export interface Items {
  readonly definition: ItemsDefinition;
  readonly values: readonly unknown[];
  /** Of `entries`: one a value. */
  readonly keys: readonly string[] | undefined;
  /** The array or object that was iterated; undefined if the value itself is the only item. */
  readonly list: unknown;
  /** For nested arrays: the item that contains these. */
  readonly above: Place | undefined;
  /** Why there are no items, if that is a problem. */
  readonly problem: ItemsProblem | undefined;
}

interface Place {
  readonly items: Items;
  readonly place: number;
}

interface ItemsProblem {
  readonly reason: Extract<SkipReason, 'each_missing' | 'expression_error'>;
  /** The description, created on demand. */
  readonly found: () => string;
}

/** Steps of starting an array. */
const stepsOfList = 8;

/** An expression can return the same nested array many times, so the document's size is no limit. */
const mostNested = 1_000_000;

/**
 * Evaluates what a rule iterates. `each` on an array returns its elements, and on anything else that single value;
 * `entries` returns the values of an object. Null, and `entries` of anything but an object, is a problem. Nested
 * arrays have one result for each item of the outer array. @throws ExtractionError if nested arrays have too many
 * items
 */
export function findItems(definition: ItemsDefinition, scope: Scope): readonly Items[] {
  if (definition.over === 'document') return [single(definition, undefined, scope.root)];
  const { within = [] } = definition;
  const [outermost, ...inner] = [...within.map(eachOf), definition];
  let lists: readonly Items[] = [findIn(outermost, undefined, scope)];
  for (const level of inner) lists = findInner(level, lists, scope);
  bindDocument(scope);
  return lists;
}

function eachOf(expression: Expression): IteratingDefinition {
  return { over: 'each', expression };
}

type IteratingDefinition = Exclude<ItemsDefinition, { readonly over: 'document' }>;

function findInner(level: IteratingDefinition, outer: readonly Items[], scope: Scope): Items[] {
  const { budget = unlimited } = scope;
  const lists: Items[] = [];
  let count = 0;
  for (const items of outer) {
    if (items.problem !== undefined) lists.push(items);
    bindList(scope, items);
    for (let place = 0; place < items.values.length; place += 1) {
      spend(budget, stepsOfList);
      bindPlace(scope, items, place);
      const found = findIn(level, { items, place }, scope);
      lists.push(found);
      count += found.values.length + 1;
      if (count > mostNested) throw tooMany(level);
    }
  }
  return lists;
}

function tooMany({ over, expression }: IteratingDefinition): ExtractionError {
  return new ExtractionError(
    `${over} ${cut(expression.text, 80)} finds more than ${mostNested} items: filter the lists around it`,
  );
}

function findIn(definition: IteratingDefinition, above: Place | undefined, scope: Scope): Items {
  const { over, expression } = definition;
  const item = above === undefined ? scope.root : above.items.values[above.place];
  let value: unknown;
  try {
    value = expression.evaluate(item, scope);
  } catch (error) {
    const text = failureText(error, scope.budget);
    return none(definition, above, { reason: 'expression_error', found: () => text });
  }
  if (value !== null && value !== undefined) {
    return over === 'each'
      ? elements(definition, above, value)
      : entries(definition, above, value, scope.budget);
  }
  const { root } = scope;
  const { parent } = scope;
  return none(definition, above, {
    reason: 'each_missing',
    found() {
      const where = above === undefined || item === null ? '' : ` in ${shown(item)}`;
      const hint = suggestField(expression.text, { item, root, parent });
      return `${over} ${cut(expression.text, 80)} is null${where}${hint}`;
    },
  });
}

/** Sets `$parent` and `$parents` for the items of an array. */
export function bindList(scope: Scope, { list, above }: Items): void {
  scope.parent = above === undefined ? list : above.items.values[above.place];
  scope.parents = above === undefined ? undefined : itemsAbove(above);
}

/** Sets `$key` and `$index` for one item of an array. */
export function bindPlace(scope: Scope, { keys, list }: Items, place: number): void {
  scope.key = keys?.[place];
  scope.index = keys === undefined && list !== undefined ? place : undefined;
}

/** Resets them for a value that is not in an array. */
export function bindDocument(scope: Scope): void {
  scope.key = undefined;
  scope.index = undefined;
  scope.parent = undefined;
  scope.parents = undefined;
}

function itemsAbove({ items, place }: Place): readonly unknown[] {
  const item = items.values[place];
  return items.above === undefined ? [item] : [...itemsAbove(items.above), item];
}

function elements(definition: ItemsDefinition, above: Place | undefined, value: unknown): Items {
  if (!Array.isArray(value)) return single(definition, above, value);
  const values: readonly unknown[] = value;
  return { definition, values, keys: undefined, list: value, above, problem: undefined };
}

function entries(
  definition: IteratingDefinition,
  above: Place | undefined,
  value: unknown,
  budget: Budget = unlimited,
): Items {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const text = cut(definition.expression.text, 80);
    const found = () => `entries ${text} is not an object: ${shown(value)}`;
    return none(definition, above, { reason: 'each_missing', found });
  }
  const values: readonly unknown[] = Object.values(value);
  spend(budget, values.length * 2);
  return { definition, values, keys: Object.keys(value), list: value, above, problem: undefined };
}

function single(definition: ItemsDefinition, above: Place | undefined, value: unknown): Items {
  const list = undefined;
  return { definition, values: [value], keys: undefined, list, above, problem: undefined };
}

function none(definition: ItemsDefinition, above: Place | undefined, problem: ItemsProblem): Items {
  return { definition, values: [], keys: undefined, list: undefined, above, problem };
}

/** `each orders`, `each orders, lines`, `entries nodes`, `each racks, entries nodes`, or `the document`. */
export function itemsText(definition: ItemsDefinition): string {
  if (definition.over === 'document') return 'the document';
  const { over, expression, within = [] } = definition;
  const outer = within.map(({ text }) => cut(text, 80)).join(', ');
  const own = cut(expression.text, 80);
  if (outer === '') return `${over} ${own}`;
  return over === 'each' ? `each ${outer}, ${own}` : `each ${outer}, entries ${own}`;
}
