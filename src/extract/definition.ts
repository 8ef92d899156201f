import type { Expression } from '../expression/expression.ts';
import type { MetricType } from '../metric/family.ts';

/** A metric as configured, its collector's defaults (`each`, `labels`, `staticLabels`) already in its rules. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  readonly unit?: string | undefined;
  /** One unless the configuration has `rules`. */
  readonly rules: readonly RuleDefinition[];
}

/** From a document to samples: DESIGN section 3, "Items" and "From value to sample". */
export interface RuleDefinition {
  readonly items: ItemsDefinition;
  readonly when?: Expression | undefined;
  readonly labels: readonly LabelDefinition[];
  readonly staticLabels: Readonly<Record<string, string>>;
  readonly value: Expression;
  readonly default?: number | undefined;
  /** From the text form of a value to its number; `*` is any other. */
  readonly map?: ReadonlyMap<string, number> | undefined;
  readonly scale?: number | undefined;
  readonly onMissing: 'skip' | 'fail';
}

/** `document`: the whole document is the one item. */
export type ItemsDefinition =
  | { readonly over: 'document' }
  | { readonly over: 'each' | 'entries'; readonly expression: Expression };

export interface LabelDefinition {
  readonly name: string;
  readonly expression: Expression;
}

export interface ExtractionLimits {
  /** Samples of one collection. */
  readonly samples: number;
  /** Length of one label value, in UTF-16 units. */
  readonly labelValueLength: number;
}
