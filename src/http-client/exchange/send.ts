import type { Dispatcher } from 'undici';
import type { Connection } from '../transport/connections.ts';
import type { Transport } from '../transport/transport.ts';
import { Receiver } from './receiver.ts';
import type { HttpRequest, HttpResponse, Send } from './step.ts';

/**
 * Sends one request over the connection for its URL and receives the response. `bodySize` limits the memory used.
 * This is the last step.
 *
 * @throws RequestFailure when no complete response arrived, or `signal` fired first
 * @throws CollectionError `limit` when the body is larger than `bodySize`
 */
export function sendThrough(transport: Transport): Send {
  return async (request) => {
    request.signal.throwIfAborted();
    const connection = transport(request.url, request.url.origin === request.origin);
    request.onProgress?.('started', connection.via);
    return exchange(connection, request);
  };
}

function exchange(connection: Connection, request: HttpRequest): Promise<HttpResponse> {
  const { url, method, headers, credentials, body } = request;
  return new Promise((resolve, reject) => {
    const receiver = new Receiver(connection, request, { resolve, reject });
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { ...headers, ...credentials },
      body: body ?? null,
      // Only the deadline of the collection applies.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    connection.dispatcher.dispatch(options, receiver);
  });
}
