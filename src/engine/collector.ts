import type { ExtractionResult } from '../extract/extraction.ts';
import type { Clock } from './clock.ts';
import { beforeAbort, deadlineAfter } from './deadline.ts';
import { toCollectionError } from './failure.ts';
import {
  emptyHistory,
  remember,
  type CollectorHistory,
  type Failure,
  type Outcome,
} from './history.ts';
import type { Schedule } from './schedule.ts';
import type { Semaphore } from './semaphore.ts';
import { CollectionError, type CollectionRequest, type Source, type Subject } from './source.ts';
import { subjectKey } from './subject-key.ts';

export interface CollectorOptions {
  readonly name: string;
  readonly source: Source;
  readonly schedule: Schedule;
  /** Milliseconds of one collection; without it, what the scrape that starts it has left. */
  readonly timeout?: number | undefined;
  /** The names of its families, or undefined when only a collection tells. */
  readonly metrics: readonly string[] | undefined;
  /** A collection with fewer samples is a failure. */
  readonly expectedSamples?: number | undefined;
}

export interface Collector {
  readonly name: string;
  readonly source: Source;
  readonly schedule: Schedule;
  readonly timeout: number | undefined;
  readonly metrics: readonly string[] | undefined;
  readonly expectedSamples: number;
  readonly history: CollectorHistory;
  /** Unix milliseconds of the next collection in the background, where there is one; its loop sets it. */
  nextAt: number | undefined;
  /** Whether its source was still busy when the time of the last collection was over. */
  readonly late: boolean;
  /** Milliseconds that the other side still wants to be left alone (`Retry-After`). */
  readonly pause: number;
  /**
   * One collection, or the one of the same subject that is under way. Never rejects: a failure is an outcome.
   *
   * @param within milliseconds, for a collection that has no timeout of its own
   */
  collect(within: number, subject?: Subject): Promise<Outcome>;
}

const longestPause = 24 * 3_600_000;

/** @param onOutcome told once of each collection, after the history has it */
export function createCollector(
  { name, source, schedule, timeout, metrics, expectedSamples = 0 }: CollectorOptions,
  semaphore: Semaphore,
  clock: Clock,
  onOutcome: (collector: Collector, outcome: Outcome) => void,
): Collector {
  const history = emptyHistory();
  const underWay = new Map<string, Promise<Outcome>>();
  let late = false;
  let pausedUntil = -Infinity;

  const collector: Collector = {
    name,
    source,
    schedule,
    timeout,
    metrics,
    expectedSamples,
    history,
    nextAt: undefined,
    get late() {
      return late;
    },
    get pause() {
      return Math.max(0, pausedUntil - clock.monotonic());
    },
    collect(within, subject = {}) {
      const key = subjectKey(subject);
      const current = underWay.get(key);
      if (current !== undefined) return current;
      const started = collectOnce(timeout ?? within, subject).finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },
  };
  return collector;

  async function collectOnce(ms: number, subject: Subject): Promise<Outcome> {
    const startedAt = clock.now();
    const started = clock.monotonic();
    const timing = () => ({ startedAt, started, seconds: (clock.monotonic() - started) / 1000 });
    const deadline = deadlineAfter(ms, () => timedOut(ms));
    const outcome = await attempt({ ...subject, signal: deadline.signal }).then(
      (result): Outcome => ({ ok: true, ...timing(), result }),
      (thrown: unknown): Outcome => ({ ok: false, ...timing(), error: toCollectionError(thrown) }),
    );
    deadline.clear();
    remember(history, outcome);
    if (!outcome.ok && outcome.error.retryAfter !== undefined) {
      pausedUntil = clock.monotonic() + Math.min(outcome.error.retryAfter, longestPause);
    }
    onOutcome(collector, outcome);
    return outcome;
  }

  async function attempt(request: CollectionRequest): Promise<ExtractionResult> {
    const { signal } = request;
    if (collector.pause > 0) throw leftAlone(collector.pause, history.failures[0]);
    const release = await semaphore.acquire(signal);
    try {
      return await runSource(collector, request);
    } finally {
      release();
      late = signal.aborted;
    }
  }
}

/**
 * One collection of the source, until its signal fires. A source is not trusted with the page: what is not
 * a result fails here, and costs its own metrics.
 */
export async function runSource(
  { source, expectedSamples }: Pick<Collector, 'source' | 'expectedSamples'>,
  request: CollectionRequest,
): Promise<ExtractionResult> {
  const result: Partial<ExtractionResult> | undefined = await beforeAbort(
    source.collect(request),
    request.signal,
  );
  const { families, skips, samples } = result ?? {};
  if (!Array.isArray(families) || !Array.isArray(skips) || !(samples instanceof Map)) {
    throw new CollectionError('internal', 'the source gave something that is not a result');
  }
  const whole: ExtractionResult = { families, skips, samples };
  const count = countSamples(whole);
  if (count < expectedSamples) {
    throw new CollectionError(
      'extract',
      `${count} ${count === 1 ? 'sample' : 'samples'}, expected at least ${expectedSamples}`,
    );
  }
  return whole;
}

/** The samples of a result; what a source says of itself beside its metrics is none. */
export function countSamples({ samples }: ExtractionResult): number {
  return [...samples.values()].reduce((sum, count) => sum + count, 0);
}

export function timedOut(ms: number): CollectionError {
  return new CollectionError('timeout', `no result within ${ms / 1000} s`);
}

function leftAlone(pause: number, failure: Failure | undefined): CollectionError {
  const seconds = Math.ceil(pause / 1000);
  return new CollectionError(
    'status',
    `not asked for another ${seconds} s, as its last answer wishes (Retry-After)`,
    { status: failure?.error.status },
  );
}
