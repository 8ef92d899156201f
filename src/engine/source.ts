import type { ExtractionResult } from '../extract/extraction.ts';
import type { CollectionTrace } from './trace.ts';

/** The subject of a collection. Only probes have one; a configured collector leaves both fields out. */
export interface Subject {
  /** What is probed, such as a URL, as given in the request. */
  readonly target?: string | undefined;
  /** Parameters by name, as given in the request. */
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** One collection, as requested from a source. */
export interface CollectionRequest extends Subject {
  /** Fires at the deadline. */
  readonly signal: AbortSignal;
  /** Set if the collection is explained. */
  readonly trace?: CollectionTrace | undefined;
}

/** The origin of metrics: one configured endpoint, folder, cluster or script. */
export interface Source {
  /**
   * Returns the current metrics. Errors are thrown once, with the operation that failed, and only fail this collector.
   * The engine handles timing, logging and deadlines.
   */
  collect(request: CollectionRequest): Promise<ExtractionResult>;

  /** Starts background work; resolves after its first run. Ends when `signal` fires. */
  start?(signal: AbortSignal): Promise<void>;
}

/** Label values of `polyprom_collector_errors_total`. */
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
  /** The status code of the response, if there was one. */
  readonly status?: number | undefined;
  /** Milliseconds to wait before the next request (`Retry-After`). */
  readonly retryAfter?: number | undefined;
}

/** A failed collection and the kind of failure. */
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
