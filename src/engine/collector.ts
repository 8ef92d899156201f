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
   * Timeout of one collection in milliseconds. If undefined, a collection may take until the last scrape that waits
   * for it times out, or at least a minute if its result is cached.
   */
  readonly timeout?: number | undefined;
  /** The names of its families, or undefined if they are only known after a collection. */
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
  /** Unix milliseconds of the next background collection, if any; set by its loop. */
  nextAt: number | undefined;
  /** Whether it timed out the last time it held a slot for long enough. */
  readonly late: boolean;
  /** Monotonic milliseconds of the last time it held a slot; 0 if never. */
  readonly lastHeld: number;
  /** Remaining milliseconds without collections because of `Retry-After`. */
  readonly pause: number;
  /** Fires when its background work must end. */
  readonly background: AbortSignal;
  /** Ends its background work; scrapes may still collect. */
  stop(): void;
  /** Also ends the running collections, whose results are no longer needed. They are not recorded. */
  end(): void;
  /**
   * Collects, or joins the running collection of the same subject. Never rejects: a failure is an outcome.
   *
   * @param within milliseconds that the caller waits. A collection without its own timeout takes at most as long as its
   *   longest-waiting caller
   */
  collect(within: number, subject?: Subject): Promise<Outcome>;
}

/** What all collectors of an exporter share. */
export interface CollectorContext {
  readonly semaphore: Semaphore;
  readonly clock: Clock;
  /** Upper limit for `Retry-After`, in milliseconds. */
  readonly maxRetryAfter: () => number;
  /** Called once for each collection, after it was added to the history. */
  readonly onOutcome: (collector: Collector, outcome: Outcome) => void;
}

/** A running collection. */
interface UnderWay {
  readonly outcome: Promise<Outcome>;
  extend(within: number): void;
  end(reason: Error): void;
}

/** A collection is not started if less than this fraction of its time is left. */
const worthStarting = 1 / 20;

/** A timeout is attributed to the source if it held a slot for this fraction of the time. */
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
  const background = new AbortController();
  let hasEnded = false;

  const collector: Collector = {
    name,
    source,
    schedule,
    timeout,
    metrics,
    expectedSamples,
    history,
    nextAt: undefined,
    background: background.signal,
    stop: () => background.abort(),
    end() {
      hasEnded = true;
      background.abort();
      for (const each of underWay.values()) each.end(new Error('the collector was removed'));
    },
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
    const current = { outcome, extend, end: (reason: Error) => deadline.fire(reason) };
    underWay.set(key, current);
    return current;

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
    if (hasEnded) return outcome;
    addOutcome(history, outcome);
    if (!outcome.ok && outcome.error.retryAfter !== undefined) {
      pausedUntil = clock.monotonic() + Math.min(outcome.error.retryAfter, maxRetryAfter());
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

/** The time limit of a collection in milliseconds, which may be extended. */
interface CollectionTime {
  /** Whether it got a slot. */
  isHeld: boolean;
  readonly signal: AbortSignal;
  readonly total: () => number;
  readonly left: () => number;
}

/** A cached result is useful for later scrapes, so its collection continues after this scrape times out. */
function leastTime({ when }: Schedule, within: number): number {
  return when === 'cache' ? Math.max(within, defaultTimeout) : within;
}

/**
 * Runs one collection of the source until its signal fires. An invalid result fails here, so that a defective source
 * only affects its own metrics.
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
    throw new CollectionError('internal', 'the source returned an invalid result');
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

/** The number of samples in a result, without the source's metrics about itself. */
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
