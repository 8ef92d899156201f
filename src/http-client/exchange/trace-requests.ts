import type { Clock } from '../../engine/clock.ts';
import { messageOf } from '../../engine/failure.ts';
import type { TracedRequest } from '../../engine/request-trace.ts';
import { describeFailure } from './network-error.ts';
import type { ShowUrl } from './shown-url.ts';
import type { Progress, Step } from './step.ts';

/** Records each request, including failed ones, in the trace of its collection, if there is one. */
export function traceRequests(show: ShowUrl, clock: Clock): Step {
  return async (request, next) => {
    const { trace, purpose, method, url } = request;
    if (trace === undefined) return next(request);
    const traced: TracedRequest = { purpose, method, url: show(url), startedAt: clock.now() };
    trace.requests.push(traced);
    const started = clock.monotonic();
    const seconds = () => (clock.monotonic() - started) / 1000;
    const onProgress = (reached: Progress, via: string | undefined) => {
      traced.via = via;
      if (reached === 'connected') traced.connected = seconds();
      if (reached === 'responded') traced.answered = seconds();
    };
    try {
      const response = await next({ ...request, onProgress });
      traced.status = response.status;
      traced.received = response.body.length;
      return response;
    } catch (error) {
      traced.failure = messageOf(describeFailure(error));
      throw error;
    } finally {
      traced.ended = seconds();
    }
  };
}
