import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { Expression, Scope } from '../expression/expression.ts';
import type { ItemsDefinition } from './definition.ts';
import { failureText } from './expression-failure.ts';
import { ExtractionError, type SkipReason } from './extraction.ts';
import { cut } from '../message/cut.ts';
import { shown } from './shown.ts';
import { suggestField } from './missing-field.ts';

/** The items of one list of a document, the same for every rule that has the same `each` or `entries`. */
export interface Items {
  readonly definition: ItemsDefinition;
  readonly values: readonly unknown[];
  /** Of `entries`: one a value. */
  readonly keys: readonly string[] | undefined;
  /** The list or object that was iterated; undefined where the one item is the value itself. */
  readonly list: unknown;
  /** For lists in lists: the item that these were found in. */
  readonly above: Place | undefined;
  /** Why there are none, where that is not as it should be. */
  readonly problem: ItemsProblem | undefined;
}

interface Place {
  readonly items: Items;
  readonly place: number;
}

interface ItemsProblem {
  readonly reason: Extract<SkipReason, 'each_missing' | 'expression_error'>;
  /** In words, made where they are told. */
  readonly found: () => string;
}

/** What it takes to begin a list. */
const stepsOfList = 8;

/** Lists in lists can be the same list over and over, so a document does not bound them. */
const mostNested = 1_000_000;

/**
 * Evaluates what a rule iterates. `each` over a list gives its elements, over anything else that one
 * item; `entries` gives the values of an object. Null, and `entries` of what is no object, is a problem.
 * There is one list, or for lists in lists one for each item of the list around it.
 *
 * @throws ExtractionError when lists in lists have more items than any document should
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

/** Has `$parent` and `$parents` answer for the items of a list. */
export function bindList(scope: Scope, { list, above }: Items): void {
  scope.parent = above === undefined ? list : above.items.values[above.place];
  scope.parents = above === undefined ? undefined : itemsAbove(above);
}

/** Has `$key` and `$index` answer for one item of a list. */
export function bindPlace(scope: Scope, { keys, list }: Items, place: number): void {
  scope.key = keys?.[place];
  scope.index = keys === undefined && list !== undefined ? place : undefined;
}

/** Has them answer for what is not in any list. */
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
