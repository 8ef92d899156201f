import type { Scope } from '../expression/expression.ts';
import type { MetricFamily } from '../metric/family.ts';

/**
 * Why a rule gave no sample for an item; a label value of `polyprom_samples_skipped_total`. Of an
 * `unknown_state` there are samples, each of them 0, and of a `duplicate_label` there is one without that
 * label. A `bad_document` is one of several, and was left out whole. The last five are about a document that does not
 * keep to its format: of these a row or line, or an exemplar, is left out, and the others were read as other tools do. With
 * a `stale_session` the whole collection was done again after a new login.
 */
export const skipReasons = [
  'each_missing',
  'null',
  'unmapped',
  'not_a_number',
  'unknown_state',
  'invalid_histogram',
  'invalid_summary',
  'invalid_timestamp',
  'label_not_scalar',
  'label_too_long',
  'duplicate_label',
  'expression_error',
  'duplicate',
  'bad_document',
  'stale_session',
  'bad_row',
  'duplicate_key',
  'not_json',
  'bad_exemplar',
  'bad_metadata',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** All skips of one metric for one reason, told by their first offender. */
export interface Skip {
  readonly metric: string;
  readonly reason: SkipReason;
  readonly count: number;
  /** Where in the document, such as `orders[3]`, `nodes["web-1"]`, or `$` for the whole document. */
  readonly path: string;
  /** What stood there and which expression found it, cut: `total.amount is "1,234"`. */
  readonly found: string;
}

/** What the rules made of the documents of one collection. */
export interface ExtractionResult {
  /** One a metric, in the order of the definitions, without those that have no sample. */
  readonly families: readonly MetricFamily[];
  /** In the order in which they were first met. */
  readonly skips: readonly Skip[];
  /** Samples (rows of the family) per metric, zero included. */
  readonly samples: ReadonlyMap<string, number>;
}

/** What belongs to a document beside itself: what `$target`, `$params`, `$response`, `$file` and `now()` answer. */
export type DocumentBindings = Omit<Scope, 'root' | 'key' | 'index' | 'parent' | 'parents'>;

/** One collection's worth of extraction: add each document, then finish. */
export interface Extraction {
  /** @throws ExtractionError when a limit is reached, or a value with `onMissing: fail` is missing */
  add(document: unknown, scope: DocumentBindings): void;
  /** Ends the extraction: to be called once. @throws ExtractionError when filling reaches a limit */
  finish(): ExtractionResult;
}

/** The documents are not what the configuration promises: the collection fails. */
export class ExtractionError extends Error {
  override readonly name = 'ExtractionError';
}
