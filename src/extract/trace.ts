import type { SkipReason } from './extraction.ts';

/**
 * What one rule did in one collection, for `collect --explain`: how many items it met, which of them
 * `when` left out, how many samples it gave, and what it skipped and why. Lists of offenders are cut
 * after `tracedOffenders`; counts are whole.
 */
export interface RuleTrace {
  readonly metric: string;
  /** Place among the metric's rules, from 0. */
  readonly rule: number;
  /** What was iterated: `each orders`, `entries nodes`, or `the document`. */
  readonly items: string;
  matched: number;
  /** `hint` is of the first: a clause such as `; did you mean status?`, or nothing. */
  readonly leftOut: { count: number; readonly paths: string[]; hint: string };
  /** Items whose labels were written. */
  labelled: number;
  /** The labels that were absent in any of them. */
  readonly absentLabels: AbsentLabelTrace[];
  /** Rows of the family, so a histogram counts each of its lines. */
  samples: number;
  readonly skips: SkipTrace[];
}

/** A label whose expression found nothing in some items: that is no mistake, unless it was misspelled. */
export interface AbsentLabelTrace {
  readonly name: string;
  readonly text: string;
  count: number;
  /** Of the first of them. */
  readonly path: string;
  readonly hint: string;
}

/** The skips of one rule for one reason. */
interface SkipTrace {
  readonly reason: SkipReason;
  count: number;
  readonly offenders: Offender[];
}

/** One item that gave no sample. */
export interface Offender {
  /** Where in the document, such as `orders[3]`. */
  readonly path: string;
  /** What stood there, cut. */
  readonly found: string;
}

/** Handed to an extraction, which fills it: one entry a rule, in the order of the definitions. */
export interface ExtractionTrace {
  readonly rules: RuleTrace[];
}

/** How many paths are kept of each kind. */
export const tracedOffenders = 20;

/** An empty trace; without one an extraction notes nothing. */
export function createTrace(): ExtractionTrace {
  return { rules: [] };
}

/** Counts one more item that a rule skipped, when there are enough offenders already; else false. */
export function countTraced({ skips }: RuleTrace, reason: SkipReason): boolean {
  const known = skips.find((each) => each.reason === reason);
  if (known === undefined || known.offenders.length < tracedOffenders) return false;
  known.count += 1;
  return true;
}

/** Notes one item that a rule skipped. */
export function traceSkip(rule: RuleTrace, reason: SkipReason, offender: Offender): void {
  let skips = rule.skips.find((known) => known.reason === reason);
  if (skips === undefined) {
    skips = { reason, count: 0, offenders: [] };
    rule.skips.push(skips);
  }
  skips.count += 1;
  if (skips.offenders.length < tracedOffenders) skips.offenders.push(offender);
}
