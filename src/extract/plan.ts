import { partLabel } from '../metric/sample-names.ts';
import type {
  ExtractionLimits,
  ItemsDefinition,
  MetricDefinition,
  RuleDefinition,
} from './definition.ts';
import { planFill } from './fill.ts';
import { compareText } from './family-builder.ts';
import { planLabelsFrom } from './labels-from.ts';
import { compileScale } from './number.ts';
import { constantSlot, expressionSlot, planSlots, type SlotPlan } from './label-cells.ts';
import type { ExtractionPlan, MetricPlan, PassPlan, RulePlan } from './model.ts';

/** Plans the extraction of definitions without `definitionProblems`. */
export function planExtraction(
  definitions: readonly MetricDefinition[],
  limits: ExtractionLimits,
  seed: number,
): ExtractionPlan {
  const metrics = definitions.map(planMetric);
  const items: ItemsDefinition[] = [];
  const passes: PassPlan[] = [];
  const stages = Math.max(0, ...definitions.map(({ rules }) => rules.length));
  const orders = firstOrders(definitions);
  for (let stage = 0; stage < stages; stage += 1) {
    passes.push(...planStage(stage, metrics, orders, items, seed));
  }
  return { metrics, items, passes, limits, seed };
}

/** For each metric, the index of its first rule among all rules. */
function firstOrders(definitions: readonly MetricDefinition[]): number[] {
  let next = 0;
  return definitions.map(({ rules }) => {
    const first = next;
    next += rules.length;
    return first;
  });
}

function planMetric(definition: MetricDefinition): MetricPlan {
  const names = new Set<string>();
  for (const rule of definition.rules) {
    for (const { name } of rule.labels) names.add(name);
    for (const name of Object.keys(rule.staticLabels)) names.add(name);
  }
  const part = partLabel(definition);
  if (part !== undefined) names.add(part);
  const labelNames = [...names].toSorted(compareText);
  return { definition, labelNames, partColumn: part === undefined ? -1 : labelNames.indexOf(part) };
}

interface GrowingPass {
  readonly items: number;
  readonly slots: SlotPlan;
  readonly rules: RulePlan[];
}

/** The passes for rule number `stage` of all metrics that have one. Adds what they iterate to `items`. */
function planStage(
  stage: number,
  metrics: readonly MetricPlan[],
  orders: readonly number[],
  items: ItemsDefinition[],
  seed: number,
): PassPlan[] {
  const passes = new Map<number, GrowingPass>();
  for (const [metric, plan] of metrics.entries()) {
    const rule = plan.definition.rules[stage];
    if (rule === undefined) continue;
    const place = placeOf(rule.items, items);
    const pass = passes.get(place) ?? { items: place, slots: planSlots(seed), rules: [] };
    passes.set(place, pass);
    pass.rules.push(planRule(rule, plan, metric, (orders[metric] ?? 0) + stage, pass.slots));
  }
  return [...passes.values()];
}

function placeOf(wanted: ItemsDefinition, items: ItemsDefinition[]): number {
  const place = items.findIndex((known) => iteratesTheSame(known, wanted));
  return place >= 0 ? place : items.push(wanted) - 1;
}

function iteratesTheSame(a: ItemsDefinition, b: ItemsDefinition): boolean {
  if (a.over === 'document' || b.over === 'document') return a.over === b.over;
  return a.over === b.over && JSON.stringify(textsOf(a)) === JSON.stringify(textsOf(b));
}

function textsOf({ within = [], expression }: Exclude<ItemsDefinition, { over: 'document' }>) {
  return [...within, expression].map(({ text }) => text);
}

function planRule(
  definition: RuleDefinition,
  { definition: { name }, labelNames }: MetricPlan,
  metric: number,
  order: number,
  slots: SlotPlan,
): RulePlan {
  const labels = definition.labels.map((label) => ({
    ...label,
    slot: expressionSlot(slots, label.expression.text),
  }));
  const columns = labelNames.map(
    (label) =>
      labels.findLast((planned) => planned.name === label)?.slot ??
      constantSlot(slots, ownText(definition.staticLabels, label)),
  );
  return {
    metric,
    name,
    order,
    definition,
    labels,
    columns,
    labelsFrom: (definition.labelsFrom ?? []).map(planLabelsFrom),
    scale: compileScale(definition.scale),
    fill: planFill(definition, labelNames),
  };
}

function ownText(texts: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(texts, name) ? (texts[name] ?? '') : '';
}
