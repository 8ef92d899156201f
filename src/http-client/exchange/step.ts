import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { BytesLease } from '../../budget/bytes-in-flight.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { CookieJar } from './cookies.ts';

/** What is sent. */
export interface RequestMessage {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers with credentials or other secrets, sent to `origin` only. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The origin that the configuration names. No other gets the credentials, the body or the client certificate. */
  readonly origin: string;
}

/** How the response is received. */
export interface ReceiveOptions {
  /** What a trace calls the request: `document`, `page 2`, `token`, `login`. */
  readonly purpose: string;
  /** Ends the request, and whatever steps wait for. */
  readonly signal: AbortSignal;
  /** The largest body in bytes, as received and after decompression. */
  readonly bodySize: number;
  /** Whether the body of a response with this status is needed; other bodies are discarded. */
  readonly wantsBody: (status: number) => boolean;
  /** Whether a redirect with this status is the response, and not followed. */
  readonly endsAt?: ((status: number) => boolean) | undefined;
  readonly trace?: RequestTrace | undefined;
  /** The account that wanted bodies are charged to, as they arrive and decompressed; without room they wait. */
  readonly bytes?: BytesLease | undefined;
}

export interface HttpRequest extends RequestMessage, ReceiveOptions {
  /** The cookies of a session; responses may add to them. */
  readonly jar?: CookieJar | undefined;
  /** Fills in the values of a login, where the message needs them. */
  readonly complete?: Complete | undefined;
  /** Called when kept credentials are used. @param drop forgets them, unless newer ones have replaced them */
  readonly onKept?: ((drop: () => void) => void) | undefined;
  /** Called as the request gets further. @param via the proxy or socket it goes through */
  readonly onProgress?: ((reached: Progress, via: string | undefined) => void) | undefined;
}

/** A request with the values of a login in it. @throws Error when one is missing or cannot be in its place */
export type Complete = (
  request: HttpRequest,
  values: Readonly<Record<string, string>>,
) => HttpRequest;

export type Progress = 'started' | 'connected' | 'responded';

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed, once it has passed `decompressBody`; empty when it is not wanted. */
  readonly body: Buffer;
  /** Where the response came from, after redirects. */
  readonly url: URL;
  /** Credentials were withheld, because a redirect led to another origin. */
  readonly withheld: boolean;
  /** From sending the request to the end of the response, redirects included. */
  readonly seconds: number;
}

/** Sends a request and resolves to its response, whatever the status. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * One concern of a request. It may change the request, call `next` any number of times, and change or
 * refuse the response.
 */
export type Step = (request: HttpRequest, next: Send) => Promise<HttpResponse>;

/** Sends a request through all steps, the first outermost, and at last by `send`. */
export function compose(steps: readonly Step[], send: Send): Send {
  return steps.reduceRight<Send>((next, step) => (request) => step(request, next), send);
}
