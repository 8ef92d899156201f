import type { SkipReason } from './extraction.ts';

/**
 * What one rule did in one collection, for `collect --explain`: the number of items, of those that `when` excluded
 * and of samples, and the skips with their reasons. Lists of skipped items are cut after `tracedOffenders`; counts
 * are complete.
 */
export interface RuleTrace {
  readonly metric: string;
  /** Index among the metric's rules, from 0. */
  readonly rule: number;
  /** What was iterated: `each orders`, `entries nodes`, or `the document`. */
  readonly items: string;
  matched: number;
  /** `hint` belongs to the first one: a clause such as `; did you mean status?`, or ''. */
  readonly leftOut: { count: number; readonly paths: string[]; hint: string };
  /** Items whose labels were written. */
  labelled: number;
  /** The labels that were absent in any of them. */
  readonly absentLabels: AbsentLabelTrace[];
  /** Rows of the family; a histogram counts each of its lines. */
  samples: number;
  readonly skips: SkipTrace[];
}

/** A label whose expression found nothing in some items, which may be intended or a misspelling. */
export interface AbsentLabelTrace {
  readonly name: string;
  readonly text: string;
  count: number;
  /** The path of the first of them. */
  readonly path: string;
  readonly hint: string;
}

/** The skips of one rule for one reason. */
interface SkipTrace {
  readonly reason: SkipReason;
  count: number;
  readonly offenders: Offender[];
}

/** One item without a sample. */
export interface Offender {
  /** Where in the document, such as `orders[3]`. */
  readonly path: string;
  /** The value there, cut. */
  readonly found: string;
}

/** Filled by an extraction: one entry for each rule, in the order of the definitions. */
export interface ExtractionTrace {
  readonly rules: RuleTrace[];
}

/** Maximum number of paths of each kind. */
export const tracedOffenders = 20;

/** An empty trace. Without a trace an extraction records nothing. */
export function createTrace(): ExtractionTrace {
  return { rules: [] };
}

/** Counts one more item that a rule skipped, if the list is full; otherwise returns false. */
export function countTraced({ skips }: RuleTrace, reason: SkipReason): boolean {
  const known = skips.find((each) => each.reason === reason);
  if (known === undefined || known.offenders.length < tracedOffenders) return false;
  known.count += 1;
  return true;
}

/** Records one item that a rule skipped. */
export function traceSkip(rule: RuleTrace, reason: SkipReason, offender: Offender): void {
  let skips = rule.skips.find((known) => known.reason === reason);
  if (skips === undefined) {
    skips = { reason, count: 0, offenders: [] };
    rule.skips.push(skips);
  }
  skips.count += 1;
  if (skips.offenders.length < tracedOffenders) skips.offenders.push(offender);
}
