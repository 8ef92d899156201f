import type { Socket } from 'node:net';
import { errors, type Dispatcher } from 'undici';
import type { Connection } from '../transport/connections.ts';
import { isTlsAlert } from '../transport/excerpt.ts';
import { createResponseParser, HttpSyntaxError } from '../transport/tolerant-parser.ts';
import type { Transport } from '../transport/transport.ts';
import { Receiver } from './receiver.ts';
import { RequestFailure } from './request-failure.ts';
import type { HttpRequest, HttpResponse, Send } from './step.ts';

export interface Tolerance {
  /** Also reads responses that curl and Go reject. */
  readonly lenient: boolean;
  /** Whether a POST may be sent twice; other methods may. */
  readonly mayRepeatPost: boolean;
}

/** Maximum number of origins that are remembered. */
const maxOrigins = 100;

/**
 * Sends a request with `send`. If the response violates HTTP, sends it again on a separate connection and parses the
 * response as leniently as curl and Go. Later requests to the same origin use the tolerant parser directly.
 */
export function sendTolerantly(send: Send, transport: Transport, rules: Tolerance): Send {
  const odd = new Set<string>();
  return async (request) => {
    const { url, method } = request;
    if (rules.lenient || odd.has(url.origin)) {
      const connection = transport(url, url.origin === request.origin);
      if (connection.open !== undefined) return exchange(connection, request, rules.lenient);
    }
    try {
      return await send(request);
    } catch (error) {
      const connection = transport(url, url.origin === request.origin);
      const mayRepeat = method !== 'POST' || rules.mayRepeatPost;
      if (!isOdd(error) || !mayRepeat || connection.open === undefined) throw error;
      const response = await exchange(connection, request, false);
      if (odd.size < maxOrigins) odd.add(url.origin);
      return response;
    }
  };
}

/** Whether undici rejected the response. It reports two lengths as a body of the wrong length. */
function isOdd(error: unknown): boolean {
  if (!(error instanceof RequestFailure)) return false;
  const { cause } = error;
  return cause instanceof errors.HTTPParserError
    ? cause.code !== 'HPE_INVALID_EOF_STATE'
    : cause instanceof errors.ResponseContentLengthMismatchError;
}

function exchange(
  connection: Connection,
  request: HttpRequest,
  lenient: boolean,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let socket: Socket | undefined;
    let over = false;
    const finish = (settle: () => void) => {
      over = true;
      socket?.destroy();
      settle();
    };
    const receiver = new Receiver(connection, request, {
      resolve: (response) => finish(() => resolve(response)),
      reject: (error) => finish(() => reject(error)),
    });
    const controller: Dispatcher.DispatchController = {
      aborted: false,
      paused: false,
      reason: null,
      rawHeaders: null,
      rawTrailers: null,
      abort: () => socket?.destroy(),
      pause: () => socket?.pause(),
      resume: () => socket?.resume(),
    };
    const fail = (error: Error) => {
      if (!over) receiver.onResponseError(controller, error);
    };
    connection.open?.(request.url, (error, opened) => {
      if (error !== null) {
        fail(error);
        return;
      }
      socket = opened;
      if (over) {
        opened.destroy();
        return;
      }
      receiver.onRequestStart(controller);
      let first = true;
      const parser = createResponseParser(
        { isHead: request.method === 'HEAD', lenient },
        {
          head: (status, headers) => receiver.onResponseStart(controller, status, headers),
          data: (chunk) => receiver.onResponseData(controller, chunk),
          end: () => receiver.onResponseEnd(),
        },
      );
      const guarded = (work: () => void) => {
        try {
          work();
        } catch (thrown) {
          fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      };
      opened.on('data', (chunk: Buffer) => {
        guarded(() => {
          if (first && isTlsAlert(chunk))
            throw new HttpSyntaxError('the server speaks TLS: use https://');
          first = false;
          parser.read(chunk);
        });
      });
      opened.on('error', fail);
      opened.on('close', () => {
        if (!over) guarded(() => parser.finish() || fail(closedEarly()));
      });
      opened.write(headOf(request));
      opened.write(request.body ?? '');
    });
  });
}

/** Same format as in undici. */
function closedEarly(): Error {
  return Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
}

function headOf({ method, url, headers, credentials, body }: HttpRequest): Buffer {
  const fields: Record<string, string> = {
    host: url.host,
    connection: 'close',
    ...headers,
    ...credentials,
  };
  if (body !== undefined) fields['content-length'] = String(Buffer.byteLength(body));
  const lines = Object.entries(fields).map(([name, value]) => {
    if (/[\r\n\0]/.test(value)) throw new HttpSyntaxError(`the header ${name} has a line break`);
    return `${name}: ${value}`;
  });
  const head = [`${method} ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', ''];
  return Buffer.from(head.join('\r\n'), 'latin1');
}
