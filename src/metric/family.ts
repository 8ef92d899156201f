import type { Exemplar } from './exemplar.ts';

/** The types of OpenMetrics 1.0.0 section 5.3 that polyprom has; `unknown` is `untyped` in the text format. */
export type MetricType =
  'gauge' | 'counter' | 'histogram' | 'summary' | 'info' | 'stateset' | 'unknown';

/** What stands between a family's name and the labels of one sample. */
export type SampleSuffix = '' | '_bucket' | '_count' | '_sum';

/**
 * One metric family as columns: row i is one sample, one line of the page.
 *
 * `name` is the name of its samples in every format: a counter whose samples are called `x_total` has
 * `x_total` here. Label names belong to the family. `labelValues` is row-major: the labels of row i
 * begin at `i * labelNames.length`, and an empty text means that the label is absent, as it does for
 * Prometheus. The buckets of a histogram and the quantiles of a summary are rows with a label `le` or
 * `quantile`, followed by the rows `_sum` and `_count` of the same labels.
 *
 * A family is never changed once it is made: who holds the same object holds the same bytes.
 */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit?: string;
  readonly labelNames: readonly string[];
  readonly labelValues: readonly string[];
  readonly values: Float64Array;
  /** One a row; left out when every row has ''. */
  readonly suffixes?: readonly SampleSuffix[];
  /** Unix seconds, one a row, NaN for none; left out when no row has one. */
  readonly timestamps?: Float64Array;
  /** One a row, undefined for none; left out when no row has one. Only some pages can say them. */
  readonly exemplars?: readonly (Exemplar | undefined)[];
}
