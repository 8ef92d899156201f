import type { MetricFamily, MetricType } from './family.ts';

/** Collects the rows of a small family of unknown size. */
export interface Rows {
  readonly family: () => MetricFamily;
  add(value: number, ...labelValues: readonly string[]): void;
}

/**
 * For families with few rows, such as the exporter's own metrics. `extract/` has a builder for many rows.
 */
export function createRows(
  name: string,
  help: string,
  type: MetricType,
  labelNames: readonly string[] = [],
): Rows {
  const values: number[] = [];
  const labels: string[] = [];
  return {
    add(value, ...labelValues) {
      values.push(value);
      labels.push(...labelValues);
    },
    family: () => ({
      name,
      help,
      type,
      labelNames,
      labelValues: labels,
      values: Float64Array.from(values),
    }),
  };
}
