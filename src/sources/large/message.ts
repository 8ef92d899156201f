import type { FailureReason } from '../../engine/source.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import type { MetricFamily } from '../../metric/family.ts';
import type { RawDocument } from '../document.ts';
import type { PackedRules } from './rules.ts';

/** What the thread is asked: to make families of documents, then for the label values, part by part. */
export type Question = Job | 'more';

export interface Job {
  readonly rules: PackedRules;
  readonly documents: readonly RawDocument[];
  /** Unix milliseconds. */
  readonly now: number;
}

/** What it answers to a job. */
export type Answer =
  | { readonly failure: { readonly reason: FailureReason; readonly message: string } }
  | { readonly result: PartialResult };

/** A result without its label values: a million texts at once would hold up whoever receives them. */
export interface PartialResult extends Omit<ExtractionResult, 'families'> {
  readonly families: readonly PartialFamily[];
}

export interface PartialFamily {
  readonly family: Omit<MetricFamily, 'labelValues'>;
  /** How many label values follow. */
  readonly texts: number;
}

/** Label values of one answer: some 2 ms for the one who receives them. */
export const textsAtOnce = 10_000;
