import { isStale } from './network-error.ts';
import { RequestFailure } from './request-failure.ts';
import type { Step } from './step.ts';

/**
 * Retries a request once if the server closed a kept-alive connection at the moment it was reused.
 *
 * @param mayRepeatPost whether a POST may be sent twice; other methods may
 */
export function reconnect(mayRepeatPost: boolean): Step {
  return async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      const mayRepeat = mayRepeatPost || request.method !== 'POST';
      if (!mayRepeat || !(error instanceof RequestFailure) || !isStale(error)) throw error;
      return next(request);
    }
  };
}
