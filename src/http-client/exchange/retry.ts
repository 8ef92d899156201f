import { CollectionError } from '../../engine/source.ts';
import { isPassing } from './network-error.ts';
import type { Retries } from './retry-schema.ts';
import { includesStatus } from './status-range.ts';
import type { Step } from './step.ts';

/**
 * Retries requests after failures that may be temporary, until the signal fires. It then fails with the last
 * failure and the number of attempts.
 */
export function retry(options: Retries | undefined): Step {
  return async (request, next) => {
    if (options === undefined) return next(request);
    for (let failed = 0; ; failed += 1) {
      try {
        return await next(request);
      } catch (error) {
        const { signal } = request;
        const wait = failed < options.attempts ? waitBefore(options, failed, error) : undefined;
        if (wait === undefined || signal.aborted || !(await pause(wait, signal))) {
          throw failed === 0 ? error : counted(error, failed + 1);
        }
      }
    }
  };
}

/** The delay in milliseconds, or undefined if a retry is pointless. */
function waitBefore(
  { delay, maxDelay, status: ranges }: Retries,
  failed: number,
  error: unknown,
): number | undefined {
  if (!(error instanceof CollectionError)) return undefined;
  const { status, retryAfter } = error;
  const worthIt = status === undefined ? isPassing(error) : includesStatus(ranges, status);
  if (!worthIt || (retryAfter !== undefined && retryAfter > maxDelay)) return undefined;
  return retryAfter ?? Math.min(delay * 2 ** failed, maxDelay);
}

/** Returns false if the signal fired in the meantime. */
function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function counted(error: unknown, attempts: number): unknown {
  if (!(error instanceof CollectionError)) return error;
  const { reason, message, status, retryAfter, cause } = error;
  return new CollectionError(reason, `${message} (after ${attempts} attempts)`, {
    cause,
    status,
    retryAfter,
  });
}
