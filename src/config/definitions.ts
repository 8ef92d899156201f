import type { z } from 'zod';
import type { Expression } from '../expression/expression.ts';
import type {
  ItemsDefinition,
  LabelDefinition,
  MetricDefinition,
  RuleDefinition,
} from '../extract/definition.ts';
import type { Collector as CollectorConfig } from './schema/collector.ts';
import type { Metric } from './schema/metric.ts';

type MetricConfig = z.output<typeof Metric>;
type RuleConfig = NonNullable<MetricConfig['rules']>[number];

type Collector = Pick<CollectorConfig, 'each' | 'labels' | 'staticLabels' | 'metrics'>;

/**
 * The metrics of a collector or a module, each with the collector's `each`, `labels` and `staticLabels` in its rules.
 * Sorted by name, because the order of keys in a map has no meaning.
 */
export function definitionsOf(collector: Collector): readonly MetricDefinition[] {
  return Object.entries(collector.metrics)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, metric]) => ({
      name,
      help: metric.help,
      type: metric.type,
      unit: metric.unit,
      states: metric.states,
      rules: (metric.rules ?? [metric]).map((rule) => ruleOf(rule, collector)),
    }));
}

function ruleOf(rule: RuleConfig, collector: Collector): RuleDefinition {
  return {
    items: itemsOf(rule, collector),
    when: rule.when,
    ...labelsOf(rule, collector),
    labelsFrom: rule.labelsFrom,
    value: rule.value,
    default: rule.default,
    map: rule.map,
    scale: rule.scale,
    buckets: rule.buckets,
    cumulative: rule.cumulative,
    quantiles: rule.quantiles,
    count: rule.count,
    sum: rule.sum,
    timestamp: rule.timestamp,
    fill: rule.fill,
    onMissing: rule.onMissing ?? 'skip',
  };
}

/** The collector's `each` applies only to rules with neither `each` nor `entries`. */
function itemsOf({ each, entries }: RuleConfig, collector: Collector): ItemsDefinition {
  if (entries !== undefined) {
    return { over: 'entries', expression: entries, within: listsOf(each) };
  }
  const lists = listsOf(each ?? collector.each);
  const innermost = lists.at(-1);
  if (innermost === undefined) return { over: 'document' };
  return { over: 'each', expression: innermost, within: lists.slice(0, -1) };
}

function listsOf(each: RuleConfig['each']): readonly Expression[] {
  if (each === undefined) return [];
  return 'evaluate' in each ? [each] : each;
}

/** A label of the rule overrides one of the collector, even if either of them is static. */
function labelsOf(
  rule: RuleConfig,
  collector: Collector,
): Pick<RuleDefinition, 'labels' | 'staticLabels'> {
  const own = { ...rule.labels, ...rule.staticLabels };
  const inherited = (name: string) => !Object.hasOwn(own, name);
  return {
    labels: [
      ...labelList(collector.labels).filter(({ name }) => inherited(name)),
      ...labelList(rule.labels),
    ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    staticLabels: Object.fromEntries([
      ...Object.entries(collector.staticLabels ?? {}).filter(([name]) => inherited(name)),
      ...Object.entries(rule.staticLabels ?? {}),
    ]),
  };
}

function labelList(labels: Readonly<Record<string, Expression>> = {}): readonly LabelDefinition[] {
  return Object.entries(labels).map(([name, expression]) => ({ name, expression }));
}
