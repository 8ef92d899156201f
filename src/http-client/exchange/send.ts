import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Connection } from '../transport/connections.ts';
import { Receiver } from './receiver.ts';

/** One request as it is sent. */
export interface WireRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** One answer as it came. */
export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Not decompressed yet; empty when nobody wants it. */
  readonly body: Buffer;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** The largest body, in bytes as they come. */
  readonly bodySize: number;
  /** Whether the body of an answer with this status is of use. */
  readonly wantsBody: (status: number) => boolean;
  /** Told when there is a connection, and when the answer begins. */
  readonly onProgress?: ((reached: 'connected' | 'answered') => void) | undefined;
}

/**
 * Sends one request and reads its answer, in memory that `bodySize` bounds.
 *
 * @throws RequestFailure when no whole answer came, or `signal` fired first
 * @throws CollectionError `limit` when the body is larger than `bodySize`
 */
export function send(
  connection: Connection,
  { url, method, headers, body }: WireRequest,
  options: SendOptions,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted();
    const receiver = new Receiver(connection, url, options, { resolve, reject });
    const request: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { ...headers },
      body: body ?? null,
      // The deadline of the collection is the only one.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    connection.dispatcher.dispatch(request, receiver);
  });
}
