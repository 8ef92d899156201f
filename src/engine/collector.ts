import type { ExtractionResult } from '../extract/extraction.ts';
import type { Clock } from './clock.ts';
import { beforeAbort, deadlineAfter } from './deadline.ts';
import { toCollectionError } from './failure.ts';
import {
  emptyHistory,
  addOutcome,
  type CollectorHistory,
  type Failure,
  type Outcome,
} from './history.ts';
import { defaultTimeout, type Schedule } from './schedule.ts';
import type { Semaphore } from './semaphore.ts';
import { CollectionError, type CollectionRequest, type Source, type Subject } from './source.ts';
import { subjectKey } from './subject-key.ts';

export interface CollectorOptions {
  readonly name: string;
  readonly source: Source;
  readonly schedule: Schedule;
  /**
   * Milliseconds of one collection. Without it, until the last scrape that waits for it gives up; a
   * result that is cached has at least a minute.
   */
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
  /** Whether it timed out when it last held a slot for long enough to be judged by that. */
  readonly late: boolean;
  /** Monotonic milliseconds of the last time that it held a slot; 0: never. */
  readonly lastHeld: number;
  /** Milliseconds for which nothing is collected, since the upstream sent `Retry-After`. */
  readonly pause: number;
  /**
   * One collection, or the one of the same subject that is under way. Never rejects: a failure is an outcome.
   *
   * @param within milliseconds that the caller waits. Without a timeout of its own a collection takes
   *   no longer than that, or than the longest of those who wait for it
   */
  collect(within: number, subject?: Subject): Promise<Outcome>;
}

/** What all collectors of an exporter share. */
export interface CollectorContext {
  readonly semaphore: Semaphore;
  readonly clock: Clock;
  /** Milliseconds; a longer `Retry-After` is cut to it. */
  readonly maxRetryAfter: number;
  /** Called once for each collection, after the history has it. */
  readonly onOutcome: (collector: Collector, outcome: Outcome) => void;
}

/** A collection under way. */
interface UnderWay {
  readonly outcome: Promise<Outcome>;
  extend(within: number): void;
}

/** A collection with less of its time left than this part is not started any more. */
const worthStarting = 1 / 20;

/** A timeout says something of the source when the slot was held for this part of the time. */
const judgedAfter = 1 / 2;

export function createCollector(
  { name, source, schedule, timeout, metrics, expectedSamples = 0 }: CollectorOptions,
  { semaphore, clock, maxRetryAfter, onOutcome }: CollectorContext,
): Collector {
  const history = emptyHistory();
  const underWay = new Map<string, UnderWay>();
  let late = false;
  let lastHeld = 0;
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
    get lastHeld() {
      return lastHeld;
    },
    get pause() {
      return Math.max(0, pausedUntil - clock.monotonic());
    },
    collect(within, subject = {}) {
      const key = subjectKey(subject);
      const current = underWay.get(key);
      current?.extend(within);
      return (current ?? begin(timeout ?? leastTime(schedule, within), subject, key)).outcome;
    },
  };
  return collector;

  function begin(ms: number, subject: Subject, key: string): UnderWay {
    const started = clock.monotonic();
    let endsAt = started + ms;
    const deadline = deadlineAfter(ms, () => {
      const total = endsAt - started;
      return time.isHeld ? timedOut(total) : notStarted(total);
    });
    const time: CollectionTime = {
      isHeld: false,
      signal: deadline.signal,
      total: () => endsAt - started,
      left: () => endsAt - clock.monotonic(),
    };
    const outcome = collectOnce(started, subject, time).finally(() => {
      deadline.clear();
      underWay.delete(key);
    });
    underWay.set(key, { outcome, extend });
    return { outcome, extend };

    function extend(within: number): void {
      const wanted = clock.monotonic() + within;
      if (timeout !== undefined || wanted <= endsAt || deadline.signal.aborted) return;
      endsAt = wanted;
      deadline.restart(within);
    }
  }

  async function collectOnce(
    started: number,
    subject: Subject,
    time: CollectionTime,
  ): Promise<Outcome> {
    const startedAt = clock.now();
    const timing = () => ({ startedAt, started, seconds: (clock.monotonic() - started) / 1000 });
    const outcome = await attempt(subject, time).then(
      (result): Outcome => ({ ok: true, ...timing(), result }),
      (thrown: unknown): Outcome => ({ ok: false, ...timing(), error: toCollectionError(thrown) }),
    );
    addOutcome(history, outcome);
    if (!outcome.ok && outcome.error.retryAfter !== undefined) {
      pausedUntil = clock.monotonic() + Math.min(outcome.error.retryAfter, maxRetryAfter);
    }
    onOutcome(collector, outcome);
    return outcome;
  }

  async function attempt(subject: Subject, time: CollectionTime): Promise<ExtractionResult> {
    const { signal, total, left } = time;
    if (collector.pause > 0) throw leftAlone(collector.pause, history.failures[0]);
    const isWorthStarting = () => left() > total() * worthStarting;
    const release = await semaphore.acquire(signal, { late, lastHeld, isWorthStarting });
    time.isHeld = true;
    lastHeld = clock.monotonic();
    try {
      return await runSource(collector, { ...subject, signal });
    } finally {
      release();
      const held = clock.monotonic() - lastHeld;
      if (!signal.aborted) late = false;
      else if (held >= total() * judgedAfter) late = true;
    }
  }
}

/** The time that a collection has, in milliseconds; it may grow. */
interface CollectionTime {
  /** Whether it got a slot. */
  isHeld: boolean;
  readonly signal: AbortSignal;
  readonly total: () => number;
  readonly left: () => number;
}

/** A cached result is of use to later scrapes, so its collection goes on when this scrape is over. */
function leastTime({ when }: Schedule, within: number): number {
  return when === 'cache' ? Math.max(within, defaultTimeout) : within;
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
  return new CollectionError('timeout', `no result within ${Math.round(ms) / 1000} s`);
}

function notStarted(ms: number): CollectionError {
  return new CollectionError(
    'timeout',
    `not started within ${ms / 1000} s: as many collections as scrape.concurrency allows were under way`,
  );
}

function leftAlone(pause: number, failure: Failure | undefined): CollectionError {
  const seconds = Math.ceil(pause / 1000);
  return new CollectionError(
    'status',
    `no request for another ${seconds} s: the last response had Retry-After`,
    { status: failure?.error.status },
  );
}
