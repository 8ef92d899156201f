import type { ExtractionResult } from '../extract/extraction.ts';
import { runSource, timedOut, type Collector } from './collector.ts';
import { deadlineAfter } from './deadline.ts';
import { toCollectionError } from './failure.ts';
import type { CollectionError, Subject } from './source.ts';
import type { Semaphore } from './semaphore.ts';
import { createCollectionTrace, type CollectionTrace } from './trace.ts';

/** All steps of one collection. */
export interface Explanation {
  readonly collector: string;
  readonly seconds: number;
  readonly trace: CollectionTrace;
  /** The result, or the error. */
  readonly result: ExtractionResult | CollectionError;
}

/**
 * Collects with the same code as a scrape and records each step. Does not change the history, the counters, the cache
 * or the log. Takes one of the shared slots.
 *
 * @param within milliseconds, for a collector without its own timeout
 */
export async function explain(
  collector: Collector,
  within: number,
  semaphore: Semaphore,
  subject: Subject = {},
): Promise<Explanation> {
  const trace = createCollectionTrace();
  const started = performance.now();
  const ms = collector.timeout ?? within;
  const deadline = deadlineAfter(ms, () => timedOut(ms));
  const { signal } = deadline;
  const result = await inSlot(collector, semaphore, signal, () =>
    runSource(collector, { ...subject, signal, trace }),
  ).catch(toCollectionError);
  deadline.clear();
  return {
    collector: collector.name,
    seconds: (performance.now() - started) / 1000,
    trace,
    result,
  };
}

async function inSlot<T>(
  { late, lastHeld }: Collector,
  semaphore: Semaphore,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const release = await semaphore.acquire(signal, { late, lastHeld, isWorthStarting: () => true });
  try {
    return await work();
  } finally {
    release();
  }
}
