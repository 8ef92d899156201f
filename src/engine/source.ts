import type { ExtractionResult } from '../extract/extraction.ts';
import type { CollectionTrace } from './trace.ts';

/** What a collection is about. A collector has only what its configuration names, and leaves both out. */
export interface Subject {
  /** What is probed, such as a URL, as the request gives it. */
  readonly target?: string | undefined;
  /** Parameters by name, as the request gives them. */
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** One collection, as a source is asked for it. */
export interface CollectionRequest extends Subject {
  /** Fires at the deadline. */
  readonly signal: AbortSignal;
  /** Present when the collection is to be explained. */
  readonly trace?: CollectionTrace | undefined;
}

/** Where metrics come from: one configured endpoint, folder, cluster or script. */
export interface Source {
  /**
   * Returns the current metrics. It throws once, with what it was doing; the rejection fails this
   * collector only. Timing, logging and deadlines are the engine's.
   */
  collect(request: CollectionRequest): Promise<ExtractionResult>;

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

export interface CollectionErrorOptions extends ErrorOptions {
  /** The status code of the answer, where there was one. */
  readonly status?: number | undefined;
  /** Milliseconds that the other side asks to be left alone (`Retry-After`). */
  readonly retryAfter?: number | undefined;
}

/** A collection that failed, and of which kind the failure is. */
export class CollectionError extends Error {
  override readonly name = 'CollectionError';
  readonly reason: FailureReason;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(
    reason: FailureReason,
    message: string,
    { status, retryAfter, ...options }: CollectionErrorOptions = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
