import type { ExtractionResult, SkipReason } from '../extract/extraction.ts';
import type { Clock } from './clock.ts';
import { beforeAbort, deadlineAfter } from './deadline.ts';
import { toCollectionError } from './failure.ts';
import type { Slots } from './slots.ts';
import { CollectionError, type FailureReason, type Source } from './source.ts';

export interface CollectorOptions {
  readonly name: string;
  readonly source: Source;
  /** Milliseconds of one collection; without it, what the scrape that starts it has left. */
  readonly timeout?: number | undefined;
  /** The names of its families, or undefined when only a collection tells. */
  readonly metrics: readonly string[] | undefined;
}

/** How one collection went. */
export type Outcome = Success | Failure;

export interface Success {
  readonly ok: true;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly result: ExtractionResult;
}

export interface Failure {
  readonly ok: false;
  readonly startedAt: number;
  readonly seconds: number;
  readonly error: CollectionError;
}

/** What a collector remembers of its collections, for its metrics and the status page. */
export interface CollectorHistory {
  readonly last: Outcome | undefined;
  readonly lastSuccess: Success | undefined;
  /** The newest first, at most five, kept after a recovery. */
  readonly failures: readonly Failure[];
  /** Unix milliseconds of the first failure since the last success. */
  readonly failingSince: number | undefined;
  readonly errors: ReadonlyMap<FailureReason, number>;
  readonly skipped: ReadonlyMap<SkipReason, number>;
}

export interface Collector {
  readonly name: string;
  readonly metrics: readonly string[] | undefined;
  readonly history: CollectorHistory;
  /** Whether its source was still busy when the time of the last collection was over. */
  readonly late: boolean;
  /**
   * One collection, or the one that is under way. Never rejects: a failure is an outcome.
   *
   * @param within milliseconds, for a collection that has no timeout of its own
   */
  collect(within: number): Promise<Outcome>;
}

interface Memory extends CollectorHistory {
  last: Outcome | undefined;
  lastSuccess: Success | undefined;
  failures: Failure[];
  failingSince: number | undefined;
  errors: Map<FailureReason, number>;
  skipped: Map<SkipReason, number>;
}

const failuresKept = 5;

/** @param onOutcome told once of each collection, after the history has it */
export function createCollector(
  { name, source, timeout, metrics }: CollectorOptions,
  slots: Slots,
  clock: Clock,
  onOutcome: (collector: Collector, outcome: Outcome) => void,
): Collector {
  const history: Memory = {
    last: undefined,
    lastSuccess: undefined,
    failures: [],
    failingSince: undefined,
    errors: new Map(),
    skipped: new Map(),
  };
  let underWay: Promise<Outcome> | undefined;
  let late = false;

  const collector: Collector = {
    name,
    metrics,
    history,
    get late() {
      return late;
    },
    collect(within) {
      underWay ??= collectOnce(timeout ?? within).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
  return collector;

  async function collectOnce(ms: number): Promise<Outcome> {
    const startedAt = clock.now();
    const started = clock.monotonic();
    const deadline = deadlineAfter(ms, () => timedOut(ms));
    const outcome = await attempt(deadline.signal).then(
      (result): Outcome => ({ ok: true, startedAt, seconds: since(started), result }),
      (thrown: unknown): Outcome => ({
        ok: false,
        startedAt,
        seconds: since(started),
        error: toCollectionError(thrown),
      }),
    );
    deadline.clear();
    remember(history, outcome);
    onOutcome(collector, outcome);
    return outcome;
  }

  async function attempt(signal: AbortSignal): Promise<ExtractionResult> {
    const release = await slots.acquire(signal);
    try {
      const result: Partial<ExtractionResult> | undefined = await beforeAbort(
        source.collect(signal),
        signal,
      );
      return complete(result);
    } finally {
      release();
      late = signal.aborted;
    }
  }

  function since(started: number): number {
    return (clock.monotonic() - started) / 1000;
  }
}

/** A source is not trusted with the page: what is not a result fails here, and costs its own metrics. */
function complete(result: Partial<ExtractionResult> | undefined): ExtractionResult {
  const { families, skips, samples } = result ?? {};
  if (Array.isArray(families) && Array.isArray(skips) && samples instanceof Map) {
    return { families, skips, samples };
  }
  throw new CollectionError('internal', 'the source gave something that is not a result');
}

function timedOut(ms: number): CollectionError {
  return new CollectionError('timeout', `no result within ${ms / 1000} s`);
}

function remember(memory: Memory, outcome: Outcome): void {
  memory.last = outcome;
  if (outcome.ok) {
    memory.lastSuccess = outcome;
    memory.failingSince = undefined;
    for (const { reason, count } of outcome.result.skips) add(memory.skipped, reason, count);
    return;
  }
  memory.failingSince ??= outcome.startedAt;
  memory.failures = [outcome, ...memory.failures].slice(0, failuresKept);
  add(memory.errors, outcome.error.reason, 1);
}

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
