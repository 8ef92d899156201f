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

// The state that the files of this folder share: what is planned once, and what one collection knows.

/** Everything about an extraction that depends on the definitions only; made once, at load. */
export interface ExtractionPlan {
  readonly metrics: readonly MetricPlan[];
  /** What is iterated, each once: rules with the same `each` share its items. */
  readonly items: readonly ItemsDefinition[];
  readonly passes: readonly PassPlan[];
  readonly limits: ExtractionLimits;
  /** Of the hashes of label values. */
  readonly seed: number;
}

export interface MetricPlan {
  readonly definition: MetricDefinition;
  readonly labelNames: readonly string[];
  readonly partColumn: number;
}

/**
 * One walk over one list of items, with all the rules that are due there. The first rules of all
 * metrics come before the second ones, so that the rules of one metric stay in order while rules of
 * different metrics share the walk, and the texts of labels that they have in common.
 */
export interface PassPlan {
  /** Place in `ExtractionPlan.items`. */
  readonly items: number;
  readonly slots: SlotPlan;
  readonly rules: readonly RulePlan[];
}

export interface RulePlan {
  /** Place of the metric among the definitions. */
  readonly metric: number;
  readonly name: string;
  /** Place among all rules, in the order of the definitions. */
  readonly order: number;
  readonly definition: RuleDefinition;
  readonly labels: readonly LabelPlan[];
  /** For each label name of the family the slot where its text is. */
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

/** Which columns of a family are filled, and with what. */
export interface FillPlan {
  readonly columns: readonly FillColumn[];
  /** Every other label is a constant of the document, so it is known even when there is no item. */
  readonly othersKnown: boolean;
}

export interface FillColumn {
  readonly column: number;
  readonly values: readonly string[];
}

/** What one rule with `fill` met in one collection. */
export interface FillState {
  /** Texts of the other columns, by those texts. */
  readonly bases: Map<string, readonly string[]>;
  /** Rows that were there but could not be read: a 0 in their place would be a lie. */
  readonly unread: Set<string>;
}

/** A `labelsFrom` whose allow-list is taken apart. */
export interface LabelsFromPlan {
  readonly definition: LabelsFromDefinition;
  readonly names: ReadonlySet<string>;
  /** Each the texts between the `*` of a pattern. */
  readonly patterns: readonly (readonly string[])[];
}

/** What one collection has found so far, and where in its documents it is. */
export interface Collection {
  readonly plan: ExtractionPlan;
  readonly builders: readonly FamilyBuilder[];
  /** One a pass of the plan. */
  readonly slots: readonly Slots[];
  /** In the order in which they were first met, and by metric and reason. */
  readonly skips: SkipEntry[];
  readonly skipsOf: (Map<SkipReason, SkipEntry> | undefined)[];
  /** By the order of the rule, for rules that have `fill`. */
  readonly fills: Map<number, FillState>;
  readonly trace: readonly RuleTrace[] | undefined;
  rows: number;
  scope: Scope;
  items: Items;
  place: number;
  /** Number of the present item in this collection, from 1. */
  stamp: number;
  /** Label names and texts that `labelsFrom` found in the present item, in turn. */
  readonly found: string[];
}

/** A `Skip` that is still counting. */
export interface SkipEntry extends Omit<Skip, 'count'> {
  count: number;
}
