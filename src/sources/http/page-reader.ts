import type { SourceContext } from '../context.ts';
import type { RawDocument } from '../../documents/document.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import { createAsk, type Ask } from '../../http-client/exchange/ask.ts';
import { createAuthenticator } from '../../http-client/auth/authenticator.ts';
import { decompress } from '../../http-client/exchange/body.ts';
import { connectionReleased } from '../../http-client/transport/connections.ts';
import type { HttpResponse, HttpRequest } from '../../http-client/exchange/exchange.ts';
import { flatHeaders, headerOf } from '../../http-client/exchange/headers.ts';
import { namedError } from '../../engine/named-error.ts';
import { withRetries } from '../../http-client/exchange/retry.ts';
import type { HttpOptions } from './schema.ts';
import { createUrlDisplay, type ShowUrl } from '../../http-client/exchange/shown-url.ts';
import { statusError } from '../../http-client/exchange/status-error.ts';
import { includesStatus } from '../../http-client/exchange/status-range.ts';
import { createTransport } from '../../http-client/transport/transport.ts';

export interface PageRequest extends HttpRequest {
  /** Whether it goes to the origin of the configuration, which alone is told who asks. */
  readonly trusted: boolean;
  /** What the trace calls it. */
  readonly purpose: string;
}

export interface HttpPage {
  readonly document: RawDocument;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/** Reads one page: logged in and tried again where that is asked for, and decompressed. */
export type ReadPage = (
  request: PageRequest,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
) => Promise<HttpPage>;

export function createPageReader(
  options: HttpOptions,
  bodySize: number,
  show: ShowUrl,
  context: SourceContext,
): ReadPage {
  const { clock } = context;
  const fetchPage = createFetch(options, bodySize, show, context);

  return (request, signal, trace) =>
    withRetries(options.retries, signal, async () => {
      const { answer, seconds } = await fetchPage(request, signal, trace);
      const name = `${request.method} ${show(request.url)}`;
      try {
        if (!includesStatus(options.validStatus, answer.status)) {
          throw statusError(answer, show, clock);
        }
        const encoding = headerOf(answer.headers, 'content-encoding');
        const bytes = await decompress(answer.body, encoding, bodySize);
        noteBytes(trace, bytes.length);
        const document = documentOf(name, answer, bytes, seconds, show);
        return { document: asRead(document, request), url: answer.url };
      } catch (error) {
        throw namedError(name, error);
      }
    });
}

interface TimedResponse {
  readonly answer: HttpResponse;
  /** From the request to the whole answer, with redirects but without a login. */
  readonly seconds: number;
}

type FetchPage = (
  request: PageRequest,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
) => Promise<TimedResponse>;

/** Asks with what proves who asks; once more when that was good before and is not any longer. */
function createFetch(
  options: HttpOptions,
  bodySize: number,
  show: ShowUrl,
  context: SourceContext,
): FetchPage {
  const { method, followRedirects, validStatus } = options;
  const { clock } = context;
  const asks = {
    ask: createDocumentAsk(options, show, context),
    askForToken: createTokenAsk(options, context),
  };
  const authenticator = createAuthenticator(options.auth ?? {}, asks, clock);
  const wantsBody = (status: number) => method !== 'HEAD' && includesStatus(validStatus, status);

  return async (request, signal, trace) => {
    const { purpose } = request;
    for (let again = false; ; again = true) {
      const { value: obtained, fresh } = await authenticator.credentials(signal, trace);
      if (fresh) await connectionReleased();
      const credentials = request.trusted ? { ...request.credentials, ...obtained.headers } : {};
      const started = clock.monotonic();
      const answer = await asks.ask(
        { ...request, credentials, jar: obtained.jar },
        { purpose, signal, bodySize, followRedirects, wantsBody, trace },
      );
      const timed = { answer, seconds: (clock.monotonic() - started) / 1000 };
      if (!request.trusted || !authenticator.isRefusal(answer.status)) return timed;
      authenticator.drop(obtained);
      if (fresh || again) return timed;
      await connectionReleased();
    }
  };
}

function createDocumentAsk(options: HttpOptions, show: ShowUrl, context: SourceContext): Ask {
  const { method, retries } = options;
  const mayRepeatPost = retries?.idempotent === true;
  const transport = createTransport(options, method !== 'POST' || mayRepeatPost, context);
  return createAsk(transport, show, context.clock, mayRepeatPost);
}

/** Tokens are often given out offload, where another CA signs. */
function createTokenAsk({ tls, proxy, auth }: HttpOptions, context: SourceContext): Ask {
  const oauth2 = auth?.oauth2;
  const settings = { tls: oauth2?.tls ?? tls, proxy, socketPath: undefined, keepAlive: false };
  const show = createUrlDisplay(oauth2 === undefined ? [] : [oauth2.tokenUrl]);
  return createAsk(createTransport(settings, false, context), show, context.clock, false);
}

function noteBytes(trace: RequestTrace | undefined, bytes: number): void {
  const request = trace?.requests.at(-1);
  if (request !== undefined) request.bytes = bytes;
}

/** HEAD has no body to be read: what is known of its document is in the headers. */
function asRead(document: RawDocument, { method }: PageRequest): RawDocument {
  return method === 'HEAD' ? { ...document, decoded: { value: null } } : document;
}

function documentOf(
  name: string,
  { status, headers, url }: HttpResponse,
  bytes: Buffer,
  seconds: number,
  show: ShowUrl,
): RawDocument {
  return {
    bytes,
    name,
    contentType: headerOf(headers, 'content-type'),
    response: {
      status,
      headers: flatHeaders(headers),
      seconds,
      bytes: bytes.length,
      url: show(url),
    },
  };
}
