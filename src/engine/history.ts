import type { ExtractionResult, SkipReason } from '../extract/extraction.ts';
import type { CollectionError, FailureReason } from './source.ts';

/** The result of one collection. */
export type Outcome = Success | Failure;

interface Timing {
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The same moment in monotonic milliseconds. */
  readonly started: number;
  readonly seconds: number;
}

export interface Success extends Timing {
  readonly ok: true;
  readonly result: ExtractionResult;
}

export interface Failure extends Timing {
  readonly ok: false;
  readonly error: CollectionError;
}

/** Recorded collections of a collector, for its metrics and the status page. */
export interface CollectorHistory {
  readonly last: Outcome | undefined;
  readonly lastSuccess: Success | undefined;
  /** Newest first, at most five. Kept after a recovery. */
  readonly failures: readonly Failure[];
  /** Unix milliseconds of the first failure since the last success. */
  readonly failingSince: number | undefined;
  /** Failures since the last success. */
  readonly failuresInRow: number;
  readonly errors: ReadonlyMap<FailureReason, number>;
  readonly skipped: ReadonlyMap<SkipReason, number>;
}

/** A history while it is being written. */
export interface WritableHistory extends CollectorHistory {
  last: Outcome | undefined;
  lastSuccess: Success | undefined;
  failures: readonly Failure[];
  failingSince: number | undefined;
  failuresInRow: number;
  readonly errors: Map<FailureReason, number>;
  readonly skipped: Map<SkipReason, number>;
}

const failuresKept = 5;

export function emptyHistory(): WritableHistory {
  return {
    last: undefined,
    lastSuccess: undefined,
    failures: [],
    failingSince: undefined,
    failuresInRow: 0,
    errors: new Map(),
    skipped: new Map(),
  };
}

/** Adds the newest outcome. */
export function addOutcome(history: WritableHistory, outcome: Outcome): void {
  history.last = outcome;
  if (outcome.ok) {
    history.lastSuccess = outcome;
    history.failingSince = undefined;
    history.failuresInRow = 0;
    for (const { reason, count } of outcome.result.skips) add(history.skipped, reason, count);
    return;
  }
  history.failingSince ??= outcome.startedAt;
  history.failuresInRow += 1;
  history.failures = [outcome, ...history.failures].slice(0, failuresKept);
  add(history.errors, outcome.error.reason, 1);
}

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
