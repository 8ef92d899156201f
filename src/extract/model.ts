import type { Expression, Scope } from '../expression/expression.ts';
import type {
  ExtractionLimits,
  ItemsDefinition,
  LabelsFromDefinition,
  MetricDefinition,
  RuleDefinition,
} from './definition.ts';
import type { Skip, SkipReason } from './extraction.ts';
import type { FamilyBuilder } from './family-builder.ts';
import type { Items } from './items.ts';
import type { SlotPlan, Slots } from './label-cells.ts';
import type { Scale } from './number.ts';
import type { RuleTrace } from './trace.ts';

// The state that the files of this folder share: the plan, and the state of one collection.

/** The part of an extraction that depends only on the definitions; created once, when they are loaded. */
export interface ExtractionPlan {
  readonly metrics: readonly MetricPlan[];
  /** The distinct iterations: rules with the same `each` share the items. */
  readonly items: readonly ItemsDefinition[];
  readonly passes: readonly PassPlan[];
  readonly limits: ExtractionLimits;
  /** The seed of the hashes of label values. */
  readonly seed: number;
}

export interface MetricPlan {
  readonly definition: MetricDefinition;
  readonly labelNames: readonly string[];
  readonly partColumn: number;
}

/**
 * One pass over one array of items, with all the rules that it evaluates. The first rules of all metrics come before
 * the second ones. So the rules of one metric stay in order, while rules of different metrics share a pass and their
 * common labels.
 */
export interface PassPlan {
  /** Index in `ExtractionPlan.items`. */
  readonly items: number;
  readonly slots: SlotPlan;
  readonly rules: readonly RulePlan[];
}

export interface RulePlan {
  /** Index of the metric among the definitions. */
  readonly metric: number;
  readonly name: string;
  /** Index among all rules, in the order of the definitions. */
  readonly order: number;
  readonly definition: RuleDefinition;
  readonly labels: readonly LabelPlan[];
  /** For each label name of the family, the slot with its value. */
  readonly columns: readonly number[];
  readonly labelsFrom: readonly LabelsFromPlan[];
  readonly scale: Scale;
  readonly fill: FillPlan | undefined;
}

export interface LabelPlan {
  readonly name: string;
  readonly expression: Expression;
  readonly slot: number;
}

/** The columns of a family that are filled, and their values. */
export interface FillPlan {
  readonly columns: readonly FillColumn[];
  /** All other labels are the same for a whole document, so they are known even without items. */
  readonly othersKnown: boolean;
}

export interface FillColumn {
  readonly column: number;
  readonly values: readonly string[];
}

/** The state of one rule with `fill` in one collection. */
export interface FillState {
  /** The values of the other columns, by those values. */
  readonly bases: Map<string, readonly string[]>;
  /** Rows that exist but could not be read, so they must not be filled with 0. */
  readonly unread: Set<string>;
}

/** A `labelsFrom` with a prepared allow-list. */
export interface LabelsFromPlan {
  readonly definition: LabelsFromDefinition;
  readonly names: ReadonlySet<string>;
  /** For each pattern, the parts between its `*`. */
  readonly patterns: readonly (readonly string[])[];
}

/** The results of one collection so far, and its position in the documents. */
export interface Collection {
  readonly plan: ExtractionPlan;
  readonly builders: readonly FamilyBuilder[];
  /** One for each pass of the plan. */
  readonly slots: readonly Slots[];
  /** In the order of their first occurrence, and by metric and reason. */
  readonly skips: SkipEntry[];
  readonly skipsOf: (Map<SkipReason, SkipEntry> | undefined)[];
  /** By the index of the rule, for rules with `fill`. */
  readonly fills: Map<number, FillState>;
  readonly trace: readonly RuleTrace[] | undefined;
  rows: number;
  scope: Scope;
  items: Items;
  place: number;
  /** Number of the current item in this collection, from 1. */
  stamp: number;
  /** Alternating label names and values that `labelsFrom` found in the current item. */
  readonly found: string[];
}

/** A `Skip` whose count still grows. */
export interface SkipEntry extends Omit<Skip, 'count'> {
  count: number;
}
