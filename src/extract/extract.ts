import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { Expression } from '../expression/expression.ts';
import { isTruthy } from '../expression/value.ts';
import { evaluate, failed } from './claim.ts';
import { builderOf, createCollection } from './collection.ts';
import type { ExtractionLimits, MetricDefinition } from './definition.ts';
import type { DocumentBindings, Extraction, ExtractionResult } from './extraction.ts';
import { buildFamily, reserveRows } from './family-builder.ts';
import { addFilled, noteDocument, noteUnread } from './fill.ts';
import { itemPath } from './item-path.ts';
import { located } from './expression-failure.ts';
import { bindDocument, bindList, bindPlace, findItems, itemsText, type Items } from './items.ts';
import { suggestField } from './missing-field.ts';
import { planExtraction } from './plan.ts';
import { definitionProblems } from './problems.ts';
import { extractItem } from './sample.ts';
import { countKnown, missingError, skipWith } from './skips.ts';
import type { Slots } from './label-cells.ts';
import { tracedOffenders, type ExtractionTrace, type RuleTrace } from './trace.ts';
import type { Collection, PassPlan, RulePlan } from './model.ts';

/** Definitions that are compiled for many collections. */
export interface CompiledExtraction {
  /**
   * Begins a collection. With a trace it notes what each rule did; without one that costs nothing.
   *
   * @param budget what its expressions pay into
   */
  start(trace?: ExtractionTrace, budget?: Budget): Extraction;
}

/**
 * Prepares everything that depends only on the definitions. To be called once, when they are loaded. @throws
 * TypeError if a definition is invalid (`definitionProblems` returns the reasons)
 */
export function compileExtraction(
  definitions: readonly MetricDefinition[],
  limits: ExtractionLimits,
): CompiledExtraction {
  const problems = definitions.flatMap((definition) =>
    definitionProblems(definition).map(({ message }) => `${definition.name}: ${message}`),
  );
  if (problems.length > 0) throw new TypeError(problems.join('\n'));
  // Unpredictable for the author of a document, who could otherwise make the hashes of series collide.
  const seed = Math.trunc(Math.random() * 0x1_0000_0000);
  const plan = planExtraction(definitions, limits, seed);
  return {
    start(trace, budget) {
      const collection = createCollection(plan, trace);
      return {
        add: (document, bindings) => addDocument(collection, document, { ...bindings, budget }),
        finish: () => finish(collection),
      };
    },
  };
}

/** A single collection. To collect more than once, compile the definitions. */
export function createExtraction(
  definitions: readonly MetricDefinition[],
  limits: ExtractionLimits,
): Extraction {
  return compileExtraction(definitions, limits).start();
}

function addDocument(collection: Collection, root: unknown, bindings: DocumentBindings): void {
  collection.scope = {
    ...bindings,
    root,
    key: undefined,
    index: undefined,
    parent: undefined,
    parents: undefined,
  };
  const { plan, scope } = collection;
  const items = plan.items.map((definition) => {
    try {
      return findItems(definition, scope);
    } catch (error) {
      throw located(error, () => itemsText(definition));
    }
  });
  for (const [number, pass] of plan.passes.entries()) {
    const lists = items[pass.items];
    const slots = collection.slots[number];
    if (lists !== undefined && slots !== undefined) walkLists(collection, pass, lists, slots);
  }
}

function walkLists(
  collection: Collection,
  pass: PassPlan,
  lists: readonly Items[],
  slots: Slots,
): void {
  reserve(
    collection,
    pass.rules,
    lists.reduce((sum, { values }) => sum + values.length, 0),
  );
  let allFound = true;
  for (const items of lists) {
    collection.items = items;
    if (items.problem === undefined) {
      walk(collection, pass, items, slots);
    } else {
      skipItems(collection, pass, items.problem);
      allFound = false;
    }
  }
  if (allFound) finishWalk(collection, pass, slots);
}

/** Steps of a sample in addition to its expressions. */
const stepsOfSample = 8;

function walk(collection: Collection, { rules }: PassPlan, items: Items, slots: Slots): void {
  const { scope } = collection;
  bindList(scope, items);
  const { budget = unlimited } = scope;
  const steps = rules.length * stepsOfSample;
  let current = rules[0];
  try {
    for (let place = 0; place < items.values.length; place += 1) {
      spend(budget, steps);
      collection.place = place;
      collection.stamp += 1;
      bindPlace(scope, items, place);
      for (const rule of rules) {
        current = rule;
        if (isWanted(collection, rule, slots)) extractItem(collection, rule, slots);
      }
    }
  } catch (error) {
    throw located(error, () => `${current?.name}: ${itemPath(items, collection.place)}`);
  }
}

/** Reserves memory for the expected number of series: one for each item that no `when` excludes. */
function reserve(collection: Collection, rules: readonly RulePlan[], items: number): void {
  const reserving = rules.filter(({ definition }) => definition.when === undefined);
  const allowed = (collection.plan.limits.samples - collection.rows) / reserving.length;
  for (const rule of reserving) {
    reserveRows(builderOf(collection, rule), Math.min(items, Math.trunc(allowed)));
  }
}

/** Labels of a document whose items are known, evaluated as if the document were the only item. */
function finishWalk(collection: Collection, pass: PassPlan, slots: Slots): void {
  if (pass.rules.every((rule) => rule.fill?.othersKnown !== true)) return;
  const { scope } = collection;
  collection.place = -1;
  collection.stamp += 1;
  bindDocument(scope);
  for (const rule of pass.rules) noteDocument(collection, rule, slots);
}

function skipItems(
  collection: Collection,
  pass: PassPlan,
  { reason, found }: NonNullable<Items['problem']>,
): void {
  for (const rule of pass.rules) {
    if (reason === 'each_missing' && rule.definition.onMissing === 'fail') {
      throw missingError(collection, rule, found());
    }
    if (!countKnown(collection, rule, reason)) skipWith(collection, rule, reason, found());
  }
}

/** Whether `when` includes the current item. As in JMESPath, null, '', [] and {} are false. */
function isWanted(collection: Collection, rule: RulePlan, slots: Slots): boolean {
  const ruleTrace = collection.trace?.[rule.order];
  if (ruleTrace !== undefined) ruleTrace.matched += 1;
  const { when } = rule.definition;
  if (when === undefined) return true;
  const value = evaluate(collection, rule, when);
  if (value === failed) {
    noteUnread(collection, rule, slots);
    return false;
  }
  if (isTruthy(value, collection.scope.budget)) return true;
  if (ruleTrace !== undefined) traceLeftOut(collection, ruleTrace, when);
  return false;
}

function traceLeftOut(
  { items, place, scope }: Collection,
  { leftOut }: RuleTrace,
  { text }: Expression,
): void {
  leftOut.count += 1;
  if (leftOut.count === 1)
    leftOut.hint = suggestField(text, { ...scope, item: items.values[place] });
  if (leftOut.paths.length < tracedOffenders) leftOut.paths.push(itemPath(items, place));
}

function finish(collection: Collection): ExtractionResult {
  for (const { rules } of collection.plan.passes) {
    for (const rule of rules) addFilled(collection, rule);
  }
  const samples = new Map<string, number>();
  const families = [];
  for (const builder of collection.builders) {
    samples.set(builder.definition.name, builder.rows);
    const family = buildFamily(builder);
    if (family !== undefined) families.push(family);
  }
  return { families, skips: collection.skips, samples };
}
