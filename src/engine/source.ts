import type { ExtractionResult } from '../extract/extraction.ts';

/** Where metrics come from: one configured endpoint, folder, cluster or script. */
export interface Source {
  /**
   * Says what is true now. It throws once, with what it was doing; the rejection fails this
   * collector only. Timing, logging and deadlines are the engine's.
   */
  collect(signal: AbortSignal): Promise<ExtractionResult>;

  /** Begins background work; resolves once the first of it is done. Ends when `signal` fires. */
  start?(signal: AbortSignal): Promise<void>;
}

/** A label value of `polyprom_collector_errors_total`. */
export const failureReasons = [
  'timeout',
  'connection',
  'status',
  'limit',
  'decode',
  'extract',
  'internal',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** A collection that failed, and of which kind the failure is. */
export class CollectionError extends Error {
  override readonly name = 'CollectionError';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
