import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { BytesLease } from '../../budget/bytes-in-flight.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { CookieJar } from './cookies.ts';

/** The request to send. */
export interface RequestMessage {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers with credentials or other secrets, sent to `origin` only. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The origin in the configuration. No other origin receives the credentials, the body or the client certificate. */
  readonly origin: string;
}

/** How the response is received. */
export interface ReceiveOptions {
  /** What a trace calls the request: `document`, `page 2`, `token`, `login`. */
  readonly purpose: string;
  /** Aborts the request, and anything that steps wait for. */
  readonly signal: AbortSignal;
  /** The largest body in bytes, as received and after decompression. */
  readonly bodySize: number;
  /** Whether the body of a response with this status is needed; other bodies are discarded. */
  readonly wantsBody: (status: number) => boolean;
  /** Whether a redirect with this status is the response, and not followed. */
  readonly endsAt?: ((status: number) => boolean) | undefined;
  readonly trace?: RequestTrace | undefined;
  /** The memory account for bodies, as received and decompressed. Receiving pauses while it is full. */
  readonly bytes?: BytesLease | undefined;
}

export interface HttpRequest extends RequestMessage, ReceiveOptions {
  /** The cookies of a session; responses may add to them. */
  readonly jar?: CookieJar | undefined;
  /** Fills in the values of a login, if the message needs them. */
  readonly complete?: Complete | undefined;
  /** Called when cached credentials are used. @param drop discards them, unless newer ones have replaced them */
  readonly onKept?: ((drop: () => void) => void) | undefined;
  /** Called when the request reaches the next stage. @param via the proxy or socket that it uses */
  readonly onProgress?: ((reached: Progress, via: string | undefined) => void) | undefined;
}

/** A request with the values of a login. @throws Error if one is missing or not valid in its place */
export type Complete = (
  request: HttpRequest,
  values: Readonly<Record<string, string>>,
) => HttpRequest;

export type Progress = 'started' | 'connected' | 'responded';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed, once it has passed `decompressBody`; empty if it is not needed. */
  readonly body: Buffer;
  /** The URL of the response, after redirects. */
  readonly url: URL;
  /** Whether credentials were withheld because a redirect led to another origin. */
  readonly withheld: boolean;
  /** From sending the request to the end of the response, including redirects. */
  readonly seconds: number;
}

/** Sends a request and resolves to its response, regardless of the status. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * One concern of a request. It may change the request, call `next` any number of times, and change or
 * reject the response.
 */
export type Step = (request: HttpRequest, next: Send) => Promise<HttpResponse>;

/** Sends a request through all steps, the first one outermost, and finally with `send`. */
export function compose(steps: readonly Step[], send: Send): Send {
  return steps.reduceRight<Send>((next, step) => (request) => step(request, next), send);
}
