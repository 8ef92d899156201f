import type { Dispatcher } from 'undici';
import { CollectionError } from '../../engine/source.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the first host only: what proves who asks. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface HttpAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly response: Dispatcher.ResponseData;
}

const maxRedirects = 10;

/**
 * Sends a request and follows redirects. Credentials and the body never reach a host other than the
 * first (RFC 9110 section 15.4: what is specific to the first target is left out of the next request).
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let next = request;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const { url } = next;
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: next.method,
      headers: { ...next.headers, ...next.credentials },
      body: next.body ?? null,
      signal,
      // The deadline of the collection is the only one.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const target = redirectTarget(url, response);
    if (target === undefined) return { url, response };
    response.body.destroy();
    next = redirected(next, target, response.statusCode);
  }
  throw new CollectionError('status', `redirected more than ${maxRedirects} times`);
}

function redirectTarget(
  from: URL,
  { statusCode, headers }: Dispatcher.ResponseData,
): URL | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== 'string') {
    return undefined;
  }
  const target = URL.parse(location, from.href);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new CollectionError('status', 'redirected to an address that is not http or https');
  }
  return target;
}

function redirected(request: HttpRequest, target: URL, status: number): HttpRequest {
  const sameOrigin = target.origin === request.url.origin;
  const asGet = status === 303 || (status !== 307 && status !== 308 && request.method === 'POST');
  return {
    url: target,
    method: asGet ? 'GET' : request.method,
    headers: request.headers,
    credentials: sameOrigin ? request.credentials : {},
    body: asGet || !sameOrigin ? undefined : request.body,
  };
}
