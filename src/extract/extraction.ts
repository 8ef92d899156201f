import type { Scope } from '../expression/expression.ts';
import type { MetricFamily } from '../metric/family.ts';

/** Why a rule gave no sample for an item; a label value of `polyprom_samples_skipped_total`. */
export const skipReasons = [
  'each_missing',
  'null',
  'unmapped',
  'not_a_number',
  'label_not_scalar',
  'expression_error',
  'duplicate',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** All skips of one metric for one reason, told by their first offender. */
export interface Skip {
  readonly metric: string;
  readonly reason: SkipReason;
  readonly count: number;
  /** Where in the document, such as `orders[3]`, and what stood there, cut. */
  readonly path: string;
  readonly found: string;
}

/** What the rules made of the documents of one collection. */
export interface ExtractionResult {
  /** One a metric, in the order of the definitions, without those that have no sample. */
  readonly families: readonly MetricFamily[];
  readonly skips: readonly Skip[];
  /** Samples per metric, zero included. */
  readonly samples: ReadonlyMap<string, number>;
}

/** One collection's worth of extraction: add each document, then finish. */
export interface Extraction {
  /** @throws ExtractionError when a limit is reached, or a value with `onMissing: fail` is missing */
  add(document: unknown, scope: Omit<Scope, 'root' | 'key' | 'index' | 'parent'>): void;
  finish(): ExtractionResult;
}

/** The documents are not what the configuration promises: the collection fails. */
export class ExtractionError extends Error {
  override readonly name = 'ExtractionError';
}
