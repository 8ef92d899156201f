import type { Clock } from './clock.ts';
import type { Collector } from './collector.ts';
import type { Outcome } from './history.ts';
import type { Logger } from './log.ts';
import { createRepetition } from './repetition.ts';

/**
 * Tells the log of failures, of skipped samples and of recoveries: each in full when it begins, then
 * at most every five minutes with a count, then its end.
 */
export function createOutcomeLog(
  logger: Logger,
  clock: Clock,
): (collector: Collector, outcome: Outcome) => void {
  const repetition = createRepetition(() => clock.monotonic());

  return ({ name: collector }, outcome) => {
    if (!outcome.ok) {
      const { reason, message } = outcome.error;
      const silent = repetition.happened(collector);
      if (silent === undefined) return;
      logger.error({ collector, reason, ...since(silent), err: message }, 'collection failed');
      return;
    }
    if (repetition.ended(collector)) logger.info({ collector }, 'collection works again');
    for (const { metric, reason, count, path, found } of outcome.result.skips) {
      const silent = repetition.happened(`${collector}/${metric}/${reason}`);
      if (silent === undefined) continue;
      logger.warn(
        { collector, metric, reason, count, path, found, ...since(silent) },
        'samples skipped',
      );
    }
  };
}

function since(silent: number): { readonly repeated?: number } {
  return silent === 0 ? {} : { repeated: silent };
}
