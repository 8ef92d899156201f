import type { Clock } from '../../engine/clock.ts';
import type { Step } from './step.ts';

/** Records the duration of the request in the response. */
export function measureTime(clock: Clock): Step {
  return async (request, next) => {
    const started = clock.monotonic();
    const response = await next(request);
    return { ...response, seconds: (clock.monotonic() - started) / 1000 };
  };
}
