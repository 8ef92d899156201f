import type { Collector } from './collector.ts';
import type { Outcome, Success } from './history.ts';
import type { CollectionError } from './source.ts';

/** The state of a collector in one scrape. */
export interface View {
  readonly collector: Collector;
  /** Whether the newest collection, as seen by this scrape, succeeded. */
  readonly success: boolean;
  /** The duration of that collection, so far if it is still running. */
  readonly seconds: number;
  /** The result that is served, if there is one. */
  readonly served: Success | undefined;
  /** The served result is older than a newer one that failed. */
  readonly stale: boolean;
}

/** The view without a new collection; undefined if one is needed. */
export function viewOfKept(collector: Collector, now: number): View | undefined {
  const { schedule, history } = collector;
  const { last, lastSuccess } = history;
  if (schedule.when === 'scrape') return undefined;
  const age = lastSuccess === undefined ? Infinity : now - lastSuccess.started;
  if (schedule.when === 'cache') {
    if (lastSuccess === undefined || age > schedule.ttl) return undefined;
    return {
      collector,
      success: true,
      seconds: lastSuccess.seconds,
      served: lastSuccess,
      stale: false,
    };
  }
  const served = age <= schedule.staleAfter ? lastSuccess : undefined;
  const success = last?.ok ?? false;
  return {
    collector,
    success,
    seconds: last?.seconds ?? 0,
    served,
    stale: served !== undefined && !success,
  };
}

/** The view after a collection, or after waiting for one timed out. */
export function viewOfOutcome(collector: Collector, outcome: Outcome, now: number): View {
  const { seconds } = outcome;
  if (outcome.ok) return { collector, success: true, seconds, served: outcome, stale: false };
  const served = inPlaceOf(outcome.error, collector, now);
  return { collector, success: false, seconds, served, stale: served !== undefined };
}

/**
 * The older result that is served instead of a failure, except after 401 and 403, when access may have been revoked.
 */
function inPlaceOf(
  { status }: CollectionError,
  { schedule, history }: Collector,
  now: number,
): Success | undefined {
  const { lastSuccess } = history;
  if (schedule.when !== 'cache' || lastSuccess === undefined) return undefined;
  if (status === 401 || status === 403) return undefined;
  return now - lastSuccess.started <= schedule.staleIfError ? lastSuccess : undefined;
}
