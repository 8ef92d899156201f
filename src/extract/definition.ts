import type { Expression } from '../expression/expression.ts';
import type { MetricType } from '../metric/family.ts';

/** A metric as configured, its collector's defaults (`each`, `labels`, `staticLabels`) already in its rules. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit?: string | undefined;
  /** Of a stateset: every state there is. The label that holds them is called like the metric. */
  readonly states?: readonly string[] | undefined;
  /** One unless the configuration has `rules`. */
  readonly rules: readonly RuleDefinition[];
}

/**
 * From items to samples. What a rule needs depends on the metric's type: `buckets` and `sum` for a
 * histogram (`count` is the `+Inf` bucket when it is left out), `count` and `sum` for a summary,
 * nothing for an info (its value is 1 unless `value` says otherwise), `value` for all others.
 */
export interface RuleDefinition {
  readonly items: ItemsDefinition;
  readonly when?: Expression | undefined;
  /** A label that is here and in `staticLabels` has its value from here. */
  readonly labels: readonly LabelDefinition[];
  readonly staticLabels: Readonly<Record<string, string>>;
  readonly labelsFrom?: readonly LabelsFromDefinition[] | undefined;
  readonly value?: Expression | undefined;
  /** For a value that is null: neither mapped nor scaled. */
  readonly default?: number | undefined;
  /** From the text form of a value to its number; `*` is any other. */
  readonly map?: ReadonlyMap<string, number> | undefined;
  /** Of a histogram or summary it applies to bounds, quantile values and sum, not to counts. */
  readonly scale?: number | undefined;
  /** An object of upper bound -> count. */
  readonly buckets?: Expression | undefined;
  /** Whether a count is of all that is at or below its bound, as it is unless this is false; else of what is above the bound before. */
  readonly cumulative?: boolean | undefined;
  /** An object of quantile (0 to 1) -> value. */
  readonly quantiles?: Expression | undefined;
  readonly count?: Expression | undefined;
  readonly sum?: Expression | undefined;
  /** Unix seconds; null leaves the timestamp out. */
  readonly timestamp?: Expression | undefined;
  /** Per label the values that are always there: a series that is absent is 0. Not for types of several rows. */
  readonly fill?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Of a value or an `each` that is null or missing. */
  readonly onMissing: 'skip' | 'fail';
}

/** `document`: the whole document is the one item. */
export type ItemsDefinition =
  | { readonly over: 'document' }
  | {
      readonly over: 'each' | 'entries';
      /** Evaluated on the document, or on each item of the last `within`. */
      readonly expression: Expression;
      /** For lists in lists: the outer lists, outermost first, each evaluated on the items of the one before. */
      readonly within?: readonly Expression[] | undefined;
    };

export interface LabelDefinition {
  readonly name: string;
  readonly expression: Expression;
}

/** Labels of the entries of an object, such as the labels of a Kubernetes object. */
export interface LabelsFromDefinition {
  readonly map: Expression;
  /** Before each name; what a label name cannot hold becomes `_`. */
  readonly prefix: string;
  /** Keys of the object, or patterns in which `*` stands for any text. */
  readonly allow: readonly string[];
}

export interface ExtractionLimits {
  /** Samples of one collection. */
  readonly samples: number;
  /** Length of one label value, in UTF-16 units. */
  readonly labelValueLength: number;
}
