import { spend, unlimited } from '../budget/budget.ts';
import { addSample, builderOf } from './collection.ts';
import type { LabelDefinition, RuleDefinition } from './definition.ts';
import { claimSeries, nextLabels, setLabel, type FamilyBuilder } from './family-builder.ts';
import { fillRow, findBadLabel } from './labels.ts';
import { hashInColumn, hashText } from './series-index.ts';
import type { Slots } from './label-cells.ts';
import type { Collection, FillColumn, FillPlan, FillState, RulePlan } from './model.ts';

/** Variables that are the same for all items. */
const documentPath = /^\$(?:root|target|params|response|file)?(?:\.(?:\w+|"[^"\\]+")|\[-?\d+\])*$/u;

/** Finds the columns of a rule's `fill`; undefined if it has none. */
export function planFill(
  { fill, labels }: RuleDefinition,
  labelNames: readonly string[],
): FillPlan | undefined {
  if (fill === undefined) return undefined;
  const columns = Object.entries(fill).map(([name, values]) => ({
    column: labelNames.indexOf(name),
    values,
  }));
  const others = labels.filter(({ name }) => !Object.hasOwn(fill, name));
  return { columns, othersKnown: others.every(isOfDocument) };
}

function isOfDocument({ expression: { text } }: LabelDefinition): boolean {
  return documentPath.test(text.trim());
}

/** Keys: the labels of a row as JSON. */
const stepsOfBase = 64;

/** Records the labels of the family's next row, for which other series are filled. */
export function noteBase(collection: Collection, rule: RulePlan, builder: FamilyBuilder): void {
  if (rule.fill === undefined) return;
  spend(collection.scope.budget ?? unlimited, stepsOfBase);
  const base = nextLabels(builder);
  for (const { column } of rule.fill.columns) base[column] = '';
  stateOf(collection, rule).bases.set(JSON.stringify(base), base);
}

/** Records that the current item exists but has no sample, which is already counted. */
export function noteUnread(collection: Collection, rule: RulePlan, slots: Slots): void {
  if (rule.fill === undefined) return;
  if (findBadLabel(collection, rule.labels, slots) !== undefined) return;
  const builder = builderOf(collection, rule);
  fillRow(collection, rule, slots, builder);
  noteBase(collection, rule, builder);
  stateOf(collection, rule).unread.add(JSON.stringify(nextLabels(builder)));
}

/** Records the labels of a document whose items, possibly none, are known. */
export function noteDocument(collection: Collection, rule: RulePlan, slots: Slots): void {
  const { fill } = rule.definition;
  if (fill === undefined || rule.fill?.othersKnown !== true) return;
  const others = rule.labels.filter(({ name }) => !Object.hasOwn(fill, name));
  if (findBadLabel(collection, others, slots) !== undefined) return;
  const builder = builderOf(collection, rule);
  fillRow(collection, rule, slots, builder);
  noteBase(collection, rule, builder);
}

function stateOf({ fills }: Collection, { order }: RulePlan): FillState {
  const known = fills.get(order);
  if (known !== undefined) return known;
  const state: FillState = { bases: new Map(), unread: new Set() };
  fills.set(order, state);
  return state;
}

/** Adds a 0 for each series that `fill` requires and no document had. */
export function addFilled(collection: Collection, rule: RulePlan): void {
  const state = collection.fills.get(rule.order);
  if (rule.fill === undefined || state === undefined) return;
  for (const base of state.bases.values()) {
    addCombinations(collection, rule, state, rule.fill.columns, base);
  }
}

function addCombinations(
  collection: Collection,
  rule: RulePlan,
  state: FillState,
  columns: readonly FillColumn[],
  texts: readonly string[],
): void {
  const [first, ...others] = columns;
  if (first === undefined) {
    addZero(collection, rule, state, texts);
    return;
  }
  for (const value of first.values) {
    addCombinations(collection, rule, state, others, texts.with(first.column, value));
  }
}

/** Of one label. */
const stepsOfZero = 16;

function addZero(
  collection: Collection,
  rule: RulePlan,
  { unread }: FillState,
  texts: readonly string[],
): void {
  spend(collection.scope.budget ?? unlimited, stepsOfZero * texts.length);
  if (unread.size > 0 && unread.has(JSON.stringify(texts))) return;
  const builder = builderOf(collection, rule);
  const { seed } = collection.plan;
  let hash = 0;
  for (const [column, text] of texts.entries()) {
    setLabel(builder, column, text);
    hash += hashInColumn(hashText(text, seed), column);
  }
  if (!claimSeries(builder, hash | 0)) return;
  addSample(collection, rule, builder, 0, Number.NaN, '');
}
