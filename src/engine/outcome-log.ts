import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import type { Outcome } from './history.ts';
import type { Logger } from './log.ts';
import { createRepetition, type Repetition } from './repetition.ts';

/**
 * Logs failures, skipped samples and recoveries: each in full when it starts, then at most every five minutes with a
 * count, then its end. A collection logs one line per reason for skips, with the first sample, however many metrics it
 * concerns.
 */
export function createOutcomeLog(
  logger: Logger,
  clock: Clock,
): (collector: Collector, outcome: Outcome) => void {
  /** A collector that a reload changes is a new one, so its first failure is logged. */
  const repetitions = new WeakMap<Collector, Repetition>();

  return (subject, outcome) => {
    const { name: collector } = subject;
    const repetition = repetitions.get(subject) ?? createRepetition(() => clock.monotonic());
    repetitions.set(subject, repetition);
    if (!outcome.ok) {
      const { reason, message } = outcome.error;
      const silent = repetition.happened(collector);
      if (silent === undefined) return;
      logger.error({ collector, reason, ...since(silent), err: message }, 'collection failed');
      return;
    }
    if (repetition.ended(collector)) logger.info({ collector }, 'collection works again');
    for (const [reason, skips] of Map.groupBy(outcome.result.skips, (skip) => skip.reason)) {
      const silent = repetition.happened(`${collector}/${reason}`);
      const [first] = skips;
      if (silent === undefined || first === undefined) continue;
      const { metric, path, found } = first;
      const count = skips.reduce((sum, skip) => sum + skip.count, 0);
      const others = skips.length === 1 ? {} : { metrics: skips.length };
      logger.warn(
        { collector, metric, reason, count, ...others, path, found, ...since(silent) },
        'samples skipped',
      );
    }
  };
}

function since(silent: number): { readonly repeated?: number } {
  return silent === 0 ? {} : { repeated: silent };
}
