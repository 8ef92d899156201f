import type { Clock } from '../../engine/clock.ts';
import { messageOf } from '../../engine/failure.ts';
import type { RequestTrace, TracedRequest } from '../../engine/request-trace.ts';
import type { Connection } from '../transport/connections.ts';
import { inWords } from './network-error.ts';
import { send, type SendOptions, type WireResponse, type WireRequest } from './send.ts';
import type { ShowUrl } from './shown-url.ts';

/** Where a request is noted, and as what. */
export interface Note {
  readonly trace: RequestTrace;
  readonly purpose: string;
}

/** As `send`, and notes the request: also one that fails. */
export async function sendTraced(
  connection: Connection,
  request: WireRequest,
  options: SendOptions,
  { trace, purpose }: Note,
  show: ShowUrl,
  clock: Clock,
): Promise<WireResponse> {
  const { method, url } = request;
  const { via } = connection;
  const traced: TracedRequest = { purpose, method, url: show(url), via, startedAt: clock.now() };
  trace.requests.push(traced);
  const started = clock.monotonic();
  const seconds = () => (clock.monotonic() - started) / 1000;
  const onProgress = (reached: 'connected' | 'answered') => {
    traced[reached] = seconds();
  };
  try {
    const answer = await send(connection, request, { ...options, onProgress });
    traced.status = answer.status;
    traced.received = answer.body.length;
    return answer;
  } catch (error) {
    traced.failure = messageOf(inWords(error));
    throw error;
  } finally {
    traced.ended = seconds();
  }
}
