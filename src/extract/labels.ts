import { columnOf, labelAt, setLabel, type FamilyBuilder } from './family-builder.ts';
import { itemPath } from './item-path.ts';
import { checkFoundCells } from './found-cells.ts';
import { failureText } from './expression-failure.ts';
import { mostLabelNames, readLabelsFrom, skipTooLong, tooManyNames } from './labels-from.ts';
import { suggestField } from './missing-field.ts';
import { hashInColumn, hashText } from './series-index.ts';
import { slotState, type Slots } from './label-cells.ts';
import { skip, skipWith } from './skips.ts';
import { labelText } from './text.ts';
import type { Collection, LabelPlan, RulePlan } from './model.ts';

/**
 * Has the texts of a rule's labels for the present item in their slots; false, and counted, when one
 * of them cannot be a label.
 */
export function readLabels(collection: Collection, rule: RulePlan, slots: Slots): boolean {
  const bad = findBadLabel(collection, rule.labels, slots);
  if (bad !== undefined) {
    skipLabel(collection, rule, bad);
    return false;
  }
  if (collection.trace !== undefined) traceLabels(collection, rule, slots);
  return rule.labelsFrom.length === 0 || readLabelsFrom(collection, rule);
}

function traceLabels(
  { items, place, scope, trace }: Collection,
  rule: RulePlan,
  slots: Slots,
): void {
  const ruleTrace = trace?.[rule.order];
  if (ruleTrace === undefined) return;
  ruleTrace.labelled += 1;
  for (const { name, slot, expression } of rule.labels) {
    if (slots.texts[slot] !== '') continue;
    const known = ruleTrace.absentLabels.find((label) => label.name === name);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    const { text } = expression;
    const hint = suggestField(text, { ...scope, item: items.values[place] });
    ruleTrace.absentLabels.push({ name, text, count: 1, path: itemPath(items, place), hint });
  }
}

/** The same for some of a rule's labels, without counting: returns the first one that is not valid as a label. */
export function findBadLabel(
  collection: Collection,
  labels: readonly LabelPlan[],
  slots: Slots,
): LabelPlan | undefined {
  for (const label of labels) {
    const { slot } = label;
    if (slots.stamps[slot] !== collection.stamp) readSlot(collection, label, slots);
    if (slots.states[slot] !== slotState.read) return label;
  }
  return undefined;
}

function readSlot(collection: Collection, { slot, expression }: LabelPlan, slots: Slots): void {
  const { items, place, scope, stamp, plan } = collection;
  slots.stamps[slot] = stamp;
  let text: string | undefined;
  try {
    text = labelText(expression.evaluate(items.values[place], scope));
  } catch (error) {
    failureText(error, scope.budget); // only for BudgetSpent: `skipLabel` reports any other
    slots.states[slot] = slotState.failed;
    return;
  }
  if (text === undefined || text.length > plan.limits.labelValueLength) {
    slots.states[slot] = slotState.notScalar;
    return;
  }
  slots.states[slot] = slotState.read;
  slots.texts[slot] = text;
  slots.hashes[slot] = hashText(text, plan.seed);
}

/** Evaluates the expression again: the slot does not store the value, which is only needed for this message. */
function skipLabel(collection: Collection, rule: RulePlan, { name, expression }: LabelPlan): void {
  const { items, place, scope } = collection;
  const subject = `label ${name}: ${expression.text}`;
  try {
    const value = expression.evaluate(items.values[place], scope);
    if (labelText(value) === undefined) skip(collection, rule, 'label_not_scalar', subject, value);
    else skipTooLong(collection, rule, subject, value);
  } catch (error) {
    skipWith(
      collection,
      rule,
      'expression_error',
      `label ${name}: ${failureText(error, scope.budget)}`,
    );
  }
}

/** Writes the labels into the family's next row, and returns the hash of their series. */
export function fillRow(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): number {
  const { columns } = rule;
  const { texts, hashes } = slots;
  let hash = 0;
  for (let column = 0; column < columns.length; column += 1) {
    const slot = columns[column] ?? 0;
    setLabel(builder, column, texts[slot] ?? '');
    hash += hashInColumn(hashes[slot] ?? 0, column);
  }
  for (let column = columns.length; column < builder.labelNames.length; column += 1) {
    setLabel(builder, column, '');
  }
  if (rule.labelsFrom.length === 0) return hash | 0;
  if (builder.rows % rowsPerCheck === 0) checkFoundCells(collection, builder, 0);
  return fillFound(collection, builder, hash);
}

const rowsPerCheck = 256;

/** The same for labels of `labelsFrom`; explicit labels of the rule take precedence. */
function fillFound(collection: Collection, builder: FamilyBuilder, start: number): number {
  const { found, plan } = collection;
  let hash = start;
  for (let at = 0; at < found.length; at += 2) {
    const text = found[at + 1] ?? '';
    if (text === '') continue;
    const column = findColumn(collection, builder, found[at] ?? '');
    if (column === builder.partColumn || labelAt(builder, column) !== '') continue;
    setLabel(builder, column, text);
    hash += hashInColumn(hashText(text, plan.seed), column);
  }
  return hash | 0;
}

function findColumn(collection: Collection, builder: FamilyBuilder, name: string): number {
  if (!builder.labelNames.includes(name)) checkFoundCells(collection, builder, 1);
  const column = columnOf(builder, name);
  if (column < mostLabelNames) return column;
  throw tooManyNames(builder.definition);
}
