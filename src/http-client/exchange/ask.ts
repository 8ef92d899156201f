import type { Clock } from '../../engine/clock.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { CollectionError } from '../../engine/source.ts';
import { exchange, type HttpResponse, type HttpRequest } from './exchange.ts';
import { namedError } from '../../engine/named-error.ts';
import { inWords, isStale } from './network-error.ts';
import { RequestFailure } from './request-failure.ts';
import { send, type WireResponse, type WireRequest } from './send.ts';
import type { ShowUrl } from './shown-url.ts';
import { sendTraced } from './traced.ts';
import type { Transport } from '../transport/transport.ts';

interface AskOptions {
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
export type Ask = (request: HttpRequest, options: AskOptions) => Promise<HttpResponse>;

/**
 * Every failure begins with the method and the address, without secrets. A request that meets the end of
 * a kept connection is sent once more, where it may be.
 *
 * @param mayRepeatPost whether that holds for a POST too
 */
export function createAsk(
  transport: Transport,
  show: ShowUrl,
  clock: Clock,
  mayRepeatPost: boolean,
): Ask {
  return async (request, options) => {
    const { followRedirects } = options;
    try {
      return await exchange(request, (wire) => sendKept(wire, options), { followRedirects, show });
    } catch (error) {
      throw named(error, request, show);
    }
  };

  async function sendKept(request: WireRequest, options: AskOptions): Promise<WireResponse> {
    try {
      return await sendOnce(request, options);
    } catch (error) {
      const mayRepeat = mayRepeatPost || request.method !== 'POST';
      if (!mayRepeat || !(error instanceof RequestFailure) || !isStale(error)) throw error;
      return sendOnce(request, options);
    }
  }

  function sendOnce(request: WireRequest, options: AskOptions): Promise<WireResponse> {
    const connection = transport(request.url);
    const { trace, purpose } = options;
    return trace === undefined
      ? send(connection, request, options)
      : sendTraced(connection, request, options, { trace, purpose }, show, clock);
  }
}

/** Names the request, and where it was when it was not at its first address any more. */
function named(thrown: unknown, { method, url }: HttpRequest, show: ShowUrl): CollectionError {
  const moved =
    thrown instanceof RequestFailure && thrown.url.href !== url.href
      ? ` (redirected to ${show(thrown.url)})`
      : '';
  return namedError(`${method} ${show(url)}${moved}`, inWords(thrown), 'connection');
}
