import type { Clock } from '../../engine/clock.ts';
import { messageOf } from '../../engine/failure.ts';
import type { CollectionError } from '../../engine/source.ts';
import type { RequestTrace, TracedRequest } from '../../engine/request-trace.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './exchange.ts';
import { namedError } from './named-error.ts';
import { isStale, networkError } from './network-error.ts';
import { RequestFailure } from './request-failure.ts';
import { send, type WireAnswer, type WireRequest } from './send.ts';
import type { ShowUrl } from './shown-url.ts';
import type { Transport } from './transport.ts';

export interface AskOptions {
  /** What the trace calls it: `document`, `page 2`, `token`, `login`. */
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** The largest body in bytes, as it comes. */
  readonly bodySize: number;
  readonly followRedirects: boolean;
  readonly wantsBody: (status: number) => boolean;
  readonly trace?: RequestTrace | undefined;
}

/** Sends a request, follows its redirects, and answers whatever the status is. */
export type Ask = (request: HttpRequest, options: AskOptions) => Promise<HttpAnswer>;

/**
 * Every failure begins with the method and the address, without secrets.
 *
 * @param mayRepeat whether a request may be sent twice: then it is, once, when a kept connection turns
 * out to be closed
 */
export function createAsk(
  transport: Transport,
  show: ShowUrl,
  clock: Clock,
  mayRepeat: boolean,
): Ask {
  return async (request, options) => {
    const { followRedirects } = options;
    try {
      return await exchange(request, sendOnce, { followRedirects, show });
    } catch (error) {
      throw named(error, request, show);
    }

    async function sendOnce(wire: WireRequest): Promise<WireAnswer> {
      try {
        return await sendTraced(wire);
      } catch (error) {
        if (!mayRepeat || !(error instanceof RequestFailure) || !isStale(error)) throw error;
        return sendTraced(wire);
      }
    }

    async function sendTraced(wire: WireRequest): Promise<WireAnswer> {
      const connection = transport(wire.url);
      if (options.trace === undefined) return send(connection, wire, options);
      const note = startNote(wire, options.purpose, connection.via, show, clock);
      options.trace.requests.push(note.traced);
      try {
        const answer = await send(connection, wire, { ...options, onProgress: note.onProgress });
        note.end({ status: answer.status, received: answer.body.length });
        return answer;
      } catch (error) {
        note.end({ failure: messageOf(worded(error)) });
        throw error;
      }
    }
  };
}

function worded(error: unknown): unknown {
  return error instanceof RequestFailure ? networkError(error) : error;
}

/** Names the request, and where it was when it was not at its first address any more. */
function named(thrown: unknown, { method, url }: HttpRequest, show: ShowUrl): CollectionError {
  const moved =
    thrown instanceof RequestFailure && thrown.url.href !== url.href
      ? ` (redirected to ${show(thrown.url)})`
      : '';
  return namedError(`${method} ${show(url)}${moved}`, worded(thrown), 'connection');
}

function startNote(
  { method, url }: WireRequest,
  purpose: string,
  via: string | undefined,
  show: ShowUrl,
  clock: Clock,
) {
  const started = clock.monotonic();
  const seconds = () => (clock.monotonic() - started) / 1000;
  const traced: TracedRequest = { purpose, method, url: show(url), via, startedAt: clock.now() };
  return {
    traced,
    onProgress: (reached: 'connected' | 'answered') => {
      traced[reached] = seconds();
    },
    end(result: Pick<TracedRequest, 'status' | 'received' | 'failure'>) {
      Object.assign(traced, result, { ended: seconds() });
    },
  };
}
