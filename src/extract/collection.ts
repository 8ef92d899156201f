import { ExtractionError } from './extraction.ts';
import { addRow, createFamilyBuilder, type FamilyBuilder } from './family-builder.ts';
import { itemsText, type Items } from './items.ts';
import { createSlots } from './label-cells.ts';
import type { ExtractionTrace, RuleTrace } from './trace.ts';
import type { SampleSuffix } from '../metric/family.ts';
import type { Collection, ExtractionPlan, RulePlan } from './model.ts';

const nothing: Items = {
  definition: { over: 'document' },
  values: [],
  keys: undefined,
  list: undefined,
  above: undefined,
  problem: undefined,
};

/** A collection without documents. */
export function createCollection(
  plan: ExtractionPlan,
  trace: ExtractionTrace | undefined,
): Collection {
  trace?.rules.push(...plannedTraces(plan));
  return {
    plan,
    builders: plan.metrics.map(({ definition, labelNames, partColumn }) =>
      createFamilyBuilder(definition, labelNames, partColumn),
    ),
    slots: plan.passes.map((pass) => createSlots(pass.slots)),
    skips: [],
    skipsOf: [],
    fills: new Map(),
    trace: trace?.rules,
    rows: 0,
    scope: { root: null, now: 0 },
    items: nothing,
    place: 0,
    stamp: 0,
    found: [],
  };
}

function plannedTraces({ metrics }: ExtractionPlan): RuleTrace[] {
  return metrics.flatMap(({ definition }) =>
    definition.rules.map((rule, number) => ({
      metric: definition.name,
      rule: number,
      items: itemsText(rule.items),
      matched: 0,
      leftOut: { count: 0, paths: [], hint: '' },
      labelled: 0,
      absentLabels: [],
      samples: 0,
      skips: [],
    })),
  );
}

/** The family that a rule adds to. */
export function builderOf(collection: Collection, rule: RulePlan): FamilyBuilder {
  const builder = collection.builders[rule.metric];
  if (builder === undefined) throw new Error(`no metric ${rule.metric} in this plan`);
  return builder;
}

/** Adds a row to the family of a rule. @throws ExtractionError if it exceeds the limit of samples */
export function addSample(
  collection: Collection,
  rule: RulePlan,
  builder: FamilyBuilder,
  value: number,
  timestamp: number,
  suffix: SampleSuffix,
): void {
  if (collection.rows >= collection.plan.limits.samples) throw tooMany(collection, builder);
  addRow(builder, value, timestamp, suffix);
  collection.rows += 1;
  const ruleTrace = collection.trace?.[rule.order];
  if (ruleTrace !== undefined) ruleTrace.samples += 1;
}

/** Names the metric with the most samples, which may be another than the one that reached the limit. */
function tooMany({ builders, plan: { limits } }: Collection, current: FamilyBuilder): Error {
  let most = current;
  for (const builder of builders) {
    if (counted(builder) > counted(most)) most = builder;
  }
  return new ExtractionError(
    `more than ${limits.samples} samples, ${counted(most)} of them of ${most.definition.name}: ` +
      'raise limits.samples, or leave out by `each` or `when` what is not needed',
  );

  function counted(builder: FamilyBuilder): number {
    return builder === current ? builder.rows + 1 : builder.rows;
  }
}
