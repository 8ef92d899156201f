import {
  collectDefaultMetrics,
  Registry,
  Summary,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';
import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';
import { namedSuffixes } from '../metric/sample-names.ts';

// The only module that uses prom-client. It only counts; exposition/ renders, because prom-client renames counters
// permanently once it has rendered OpenMetrics.

/** Two prom-client gauges whose names end in `_total`, which promtool refuses. */
const misnamed = /^nodejs_active_\w+_total$/;

/** The metrics of the process and of Node.js, read again on each call. */
export function createRuntimeMetrics(): () => Promise<readonly MetricFamily[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return async () => {
    const metrics = await registry.getMetricsAsJSON();
    return metrics.filter(({ name }) => !misnamed.test(name)).map((metric) => toFamily(metric));
  };
}

/** A summary without quantiles: `_count` and `_sum` of the observed values. */
export interface SummaryMetric {
  observe(value: number): void;
  family(): Promise<MetricFamily>;
}

export function createSummary(name: string, help: string): SummaryMetric {
  const summary = new Summary({ name, help, percentiles: [], registers: [] });
  return {
    observe: (value) => summary.observe(value),
    family: async () => toFamily(await summary.get()),
  };
}

/** As used by prom-client at run time; its types declare them as numbers. */
const types: readonly MetricType[] = ['counter', 'gauge', 'histogram', 'summary'];

type ClientMetric = Pick<
  MetricObjectWithValues<MetricValue<string>>,
  'name' | 'help' | 'type' | 'values'
>;

function toFamily({ name, help, type, values }: ClientMetric): MetricFamily {
  const labelNames = [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))].toSorted();
  const suffixes = values.map((value) => suffixOf(value, name));
  return {
    name,
    help,
    type: types.find((known) => known === String(type)) ?? 'unknown',
    labelNames,
    labelValues: values.flatMap(({ labels }) =>
      labelNames.map((label) => String(labels[label] ?? '')),
    ),
    values: Float64Array.from(values, ({ value }) => value),
    ...(suffixes.some((suffix) => suffix !== '') && { suffixes }),
  };
}

/** What follows the family's name in a sample of a histogram or summary; missing in prom-client's types. */
function suffixOf(value: MetricValue<string>, name: string): SampleSuffix {
  const sample = 'metricName' in value ? value.metricName : name;
  return namedSuffixes.find((suffix) => sample === name + suffix) ?? '';
}
