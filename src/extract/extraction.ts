import type { Scope } from '../expression/expression.ts';
import type { MetricFamily } from '../metric/family.ts';

/**
 * Why a rule produced no sample for an item; a label value of `polyprom_samples_skipped_total`. For an
 * `unknown_state` there are samples, all 0; for a `duplicate_label` there is one without that label. A `bad_document`
 * is one of several documents and was skipped completely. The last five concern documents that violate their format:
 * a row, line or exemplar is skipped, or the document is read as other tools do. With a `stale_session` the whole
 * collection was repeated after a new login.
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

/** All skips of one metric for one reason, described by the first of them. */
export interface Skip {
  readonly metric: string;
  readonly reason: SkipReason;
  readonly count: number;
  /** Where in the document, such as `orders[3]`, `nodes["web-1"]`, or `$` for the whole document. */
  readonly path: string;
  /** The expression and the value that it found, cut: `total.amount is "1,234"`. */
  readonly found: string;
}

/** The result of one collection. */
export interface ExtractionResult {
  /** One for each metric with samples, in the order of the definitions. */
  readonly families: readonly MetricFamily[];
  /** In the order of their first occurrence. */
  readonly skips: readonly Skip[];
  /** Samples (rows of the family) for each metric, including zero. */
  readonly samples: ReadonlyMap<string, number>;
}

/** The context of a document: the values of `$target`, `$params`, `$response`, `$file` and `now()`. */
export type DocumentBindings = Omit<Scope, 'root' | 'key' | 'index' | 'parent' | 'parents'>;

/** The extraction of one collection: add each document, then finish. */
export interface Extraction {
  /** @throws ExtractionError if a limit is exceeded, or a value with `onMissing: fail` is missing */
  add(document: unknown, scope: DocumentBindings): void;
  /** Ends the extraction. To be called once. @throws ExtractionError if `fill` exceeds a limit */
  finish(): ExtractionResult;
}

/** The collection fails, since the documents do not match the configuration. */
export class ExtractionError extends Error {
  override readonly name = 'ExtractionError';
}
