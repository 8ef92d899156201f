import type { Expression } from '../expression/expression.ts';
import type { MetricType } from '../metric/family.ts';

/** A metric as configured. Its rules include the collector's defaults (`each`, `labels`, `staticLabels`). */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit?: string | undefined;
  /** All states of a stateset. The label with the state has the name of the metric. */
  readonly states?: readonly string[] | undefined;
  /** One rule unless the configuration has `rules`. */
  readonly rules: readonly RuleDefinition[];
}

/**
 * How items become samples. The required settings depend on the metric's type: `buckets` and `sum` for a histogram
 * (without `count`, it is the `+Inf` bucket), `count` and `sum` for a summary, none for an info (its default value is
 * 1), `value` for all others.
 */
export interface RuleDefinition {
  readonly items: ItemsDefinition;
  readonly when?: Expression | undefined;
  /** Takes precedence over `staticLabels`. */
  readonly labels: readonly LabelDefinition[];
  readonly staticLabels: Readonly<Record<string, string>>;
  readonly labelsFrom?: readonly LabelsFromDefinition[] | undefined;
  readonly value?: Expression | undefined;
  /** The value to use for null; neither mapped nor scaled. */
  readonly default?: number | undefined;
  /** Maps a value, as a string, to a number; `*` matches all others. */
  readonly map?: ReadonlyMap<string, number> | undefined;
  /** In a histogram or summary it applies to bounds, quantile values and the sum, not to counts. */
  readonly scale?: number | undefined;
  /** An object of upper bound -> count. */
  readonly buckets?: Expression | undefined;
  /** Whether a count includes those of smaller bounds; default true. */
  readonly cumulative?: boolean | undefined;
  /** An object of quantile (0 to 1) -> value. */
  readonly quantiles?: Expression | undefined;
  readonly count?: Expression | undefined;
  readonly sum?: Expression | undefined;
  /** Unix seconds; null for no timestamp. */
  readonly timestamp?: Expression | undefined;
  /** For each label, the values that always exist: a missing series has the value 0. Not for types with several rows per series. */
  readonly fill?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What to do if a value or an `each` is null or missing. */
  readonly onMissing: 'skip' | 'fail';
}

/** `document`: the whole document is the only item. */
export type ItemsDefinition =
  | { readonly over: 'document' }
  | {
      readonly over: 'each' | 'entries';
      /** Evaluated on the document, or on each item of the last `within`. */
      readonly expression: Expression;
      /** For nested arrays: the outer arrays, outermost first, each evaluated on the items of the previous one. */
      readonly within?: readonly Expression[] | undefined;
    };

export interface LabelDefinition {
  readonly name: string;
  readonly expression: Expression;
}

/** Labels from the members of an object, such as the labels of a Kubernetes object. */
export interface LabelsFromDefinition {
  readonly map: Expression;
  /** The prefix of each name. Characters that are not allowed in label names become `_`. */
  readonly prefix: string;
  /** Keys of the object, or patterns in which `*` matches any characters. */
  readonly allow: readonly string[];
}

export interface ExtractionLimits {
  /** Maximum number of samples in one collection. */
  readonly samples: number;
  /** Maximum length of a label value, in UTF-16 units. */
  readonly labelValueLength: number;
}
