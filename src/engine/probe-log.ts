import type { Clock } from './clock.ts';
import type { Outcome } from './history.ts';
import type { Logger } from './log.ts';
import { createRepetition } from './repetition.ts';
import type { Subject } from './source.ts';

/**
 * Logs failed probes and skipped samples: for each module and reason, the first one in full, then at most one every
 * five minutes with a count. It does not log per target, because there may be thousands and Prometheus alerts on
 * `probe_success`.
 */
export function createProbeLog(
  logger: Logger,
  clock: Clock,
): (module: string, subject: Subject, outcome: Outcome) => void {
  const repetition = createRepetition(() => clock.monotonic());

  return (module, { target = '' }, outcome) => {
    const shown = withoutQuery(target);
    if (!outcome.ok) {
      const { reason, message } = outcome.error;
      const silent = repetition.happened(`${module}/${reason}`);
      if (silent === undefined) return;
      logger.warn(
        { module, target: shown, reason, ...since(silent), err: message },
        'probe failed',
      );
      return;
    }
    for (const { metric, reason, count, path, found } of outcome.result.skips) {
      const silent = repetition.happened(`${module}/skipped/${reason}`);
      if (silent === undefined) continue;
      logger.warn(
        { module, target: shown, metric, reason, count, path, found, ...since(silent) },
        'samples skipped',
      );
    }
  };
}

/** The query may contain a token that cannot be recognized as one. */
function withoutQuery(target: string): string {
  return target.replace(/\?.*$/s, '');
}

function since(silent: number): { readonly repeated?: number } {
  return silent === 0 ? {} : { repeated: silent };
}
