import { claim, evaluate, failed } from './claim.ts';
import { addSample, builderOf } from './collection.ts';
import { addHistogram, addSummary } from './distribution.ts';
import { startPart, type FamilyBuilder } from './family-builder.ts';
import { noteUnread } from './fill.ts';
import { applyScale, toNumber } from './number.ts';
import { skip, skipMissing, skipUnlisted } from './skips.ts';
import type { Slots } from './label-cells.ts';
import { scalarText } from './text.ts';
import type { Collection, RulePlan } from './model.ts';

/** Applies a rule to the current item, which results in a sample (or the rows of one series), or in a counted skip. */
export function extractItem(collection: Collection, rule: RulePlan, slots: Slots): void {
  const builder = builderOf(collection, rule);
  switch (builder.definition.type) {
    case 'histogram':
      addHistogram(collection, rule, slots, builder);
      return;
    case 'summary':
      addSummary(collection, rule, slots, builder);
      return;
    case 'stateset':
      addStates(collection, rule, slots, builder);
      return;
    case 'gauge':
    case 'counter':
    case 'info':
    case 'unknown':
      addValue(collection, rule, slots, builder);
  }
}

function addValue(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): void {
  const value = readValue(collection, rule);
  if (value === undefined) {
    noteUnread(collection, rule, slots);
    return;
  }
  const timestamp = claim(collection, rule, slots, builder);
  if (timestamp !== undefined) addSample(collection, rule, builder, value, timestamp, '');
}

/** A rule's value, after default, map, conversion to a number and scale, in this order. Without a value, a skip is counted and the result is undefined. */
function readValue(collection: Collection, rule: RulePlan): number | undefined {
  const { definition } = rule;
  const { value: expression, map } = definition;
  if (expression === undefined) return 1;
  const value = evaluate(collection, rule, expression);
  if (value === null || value === undefined) {
    if (definition.default === undefined) skipMissing(collection, rule, expression.text);
    return definition.default;
  }
  if (value === failed) return undefined;
  const text = map === undefined ? undefined : scalarText(value);
  const number =
    map === undefined || text === undefined
      ? toNumber(value, collection.scope.budget)
      : (map.get(text) ?? map.get('*'));
  if (number !== undefined) return applyScale(rule.scale, number);
  if (map === undefined || text === undefined) {
    skip(collection, rule, 'not_a_number', expression.text, value);
  } else {
    skipUnlisted(collection, rule, 'unmapped', expression.text, value, map.keys());
  }
  return undefined;
}

function addStates(
  collection: Collection,
  rule: RulePlan,
  slots: Slots,
  builder: FamilyBuilder,
): void {
  const { value: expression } = rule.definition;
  const { states = [] } = builder.definition;
  if (expression === undefined) return;
  const value = evaluate(collection, rule, expression);
  if (value === failed) return;
  if (value === null || value === undefined) {
    skipMissing(collection, rule, expression.text);
    return;
  }
  const timestamp = claim(collection, rule, slots, builder);
  if (timestamp === undefined) return;
  const current = scalarText(value);
  for (const [place, state] of states.entries()) {
    startPart(builder, place, state);
    addSample(collection, rule, builder, state === current ? 1 : 0, timestamp, '');
  }
  if (current === undefined || !states.includes(current)) {
    skipUnlisted(collection, rule, 'unknown_state', expression.text, value, states);
  }
}
