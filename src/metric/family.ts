import type { Exemplar } from './exemplar.ts';

/** The metric types that polyprom supports (OpenMetrics 1.0.0 section 5.3); `unknown` is `untyped` in the text format. */
export type MetricType =
  'gauge' | 'counter' | 'histogram' | 'summary' | 'info' | 'stateset' | 'unknown';

/** The part of a sample's name after the name of its family. */
export type SampleSuffix = '' | '_bucket' | '_count' | '_sum';

/**
 * One metric family as columns: row i is one sample, one line of the exposition.
 *
 * `name` is the name of its samples in every format: `x_total` for a counter with samples named `x_total`. Label names belong to the family. `labelValues` is row-major: the labels of row i
 * begin at `i * labelNames.length`, and an empty string means that the label is absent, as in Prometheus. The buckets of a histogram and the quantiles of a summary are rows with a label `le` or
 * `quantile`, followed by the rows `_sum` and `_count` of the same labels.
 *
 * A family is immutable: the same object always produces the same bytes.
 */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit?: string;
  readonly labelNames: readonly string[];
  readonly labelValues: readonly string[];
  readonly values: Float64Array;
  /** One per row; omitted if all are ''. */
  readonly suffixes?: readonly SampleSuffix[];
  /** Unix seconds, one per row, NaN for none; omitted if no row has one. */
  readonly timestamps?: Float64Array;
  /** One per row, undefined for none; omitted if no row has one. Only some formats can express them. */
  readonly exemplars?: readonly (Exemplar | undefined)[];
}
