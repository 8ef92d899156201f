import type { IncomingHttpHeaders } from 'node:http';
import { CollectionError } from '../../engine/source.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { CookieJar } from './cookies.ts';
import type { WireResponse, WireRequest } from './send.ts';

/** A request as the configuration wants it, before redirects. */
export interface HttpRequest extends WireRequest {
  /** Headers that prove who asks, or are secret: sent to the first origin only. */
  readonly credentials: Readonly<Record<string, string>>;
  /** The cookies of a login, to which answers may add. */
  readonly jar?: CookieJar | undefined;
}

export interface HttpResponse extends WireResponse {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  /** Credentials were held back, because a redirect led to another origin. */
  readonly stripped: boolean;
}

export interface ExchangeOptions {
  readonly followRedirects: boolean;
  /** What a message calls an address. */
  readonly show: (url: URL) => string;
}

type Send = (request: WireRequest) => Promise<WireResponse>;

const maxRedirects = 10;

/**
 * Sends a request and follows redirects. Credentials and the body never reach an origin other than the
 * first: RFC 9110 section 15.4. Once held back they stay so, wherever later redirects lead.
 *
 * @throws CollectionError `status` for redirects that lead nowhere, and what `send` throws
 */
export async function exchange(
  request: HttpRequest,
  send: Send,
  { followRedirects, show }: ExchangeOptions,
): Promise<HttpResponse> {
  let next = request;
  const visited = new Set<string>();
  for (;;) {
    const { url, jar } = next;
    visited.add(url.href);
    const answer = await send({ ...next, headers: headersOf(next) });
    jar?.keep(url, answer.headers);
    const target = followRedirects ? redirectTarget(url, answer) : undefined;
    if (target === undefined)
      return { ...answer, url, stripped: next.credentials !== request.credentials };
    if (visited.size > maxRedirects) {
      throw new CollectionError(
        'status',
        `redirected more than ${maxRedirects} times, last to ${show(target)}`,
      );
    }
    // A site that sets a cookie and sends its visitor back is not in a loop; without cookies it is.
    if (jar === undefined && visited.has(target.href)) {
      throw new CollectionError('status', `redirected in a loop, back to ${show(target)}`);
    }
    next = redirected(next, target, answer.status, show);
    await connectionReleased();
  }
}

function headersOf({ url, headers, credentials, jar }: HttpRequest): Record<string, string> {
  const cookies = [credentials['cookie'], jar?.header(url)].filter((text) => text !== undefined);
  return {
    ...headers,
    ...credentials,
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
  };
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectTarget(
  from: URL,
  { status, headers }: { readonly status: number; readonly headers: IncomingHttpHeaders },
): URL | undefined {
  const { location } = headers;
  if (!redirects.has(status) || typeof location !== 'string') return undefined;
  // Servers write UTF-8 where the header allows ASCII only; the bytes came as ISO-8859-1.
  const target = URL.parse(Buffer.from(location, 'latin1').toString(), from.href);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new CollectionError(
      'status',
      `answered ${status} and a Location that is no http or https address`,
      {
        status,
      },
    );
  }
  target.hash = '';
  return target;
}

function redirected(
  request: HttpRequest,
  target: URL,
  status: number,
  show: (url: URL) => string,
): HttpRequest {
  const sameOrigin = target.origin === request.url.origin;
  const asGet =
    (status === 303 && request.method !== 'HEAD') ||
    (status !== 307 && status !== 308 && request.method === 'POST');
  const body = asGet ? undefined : request.body;
  if (body !== undefined && !sameOrigin) {
    throw new CollectionError(
      'status',
      `answered ${status} and led to another origin, ${show(target)}, which the body is not sent to: if that is right, write that address as url`,
      { status },
    );
  }
  target.username = '';
  target.password = '';
  return {
    ...request,
    url: target,
    method: asGet ? 'GET' : request.method,
    headers: asGet ? withoutContent(request.headers) : request.headers,
    credentials: sameOrigin ? request.credentials : {},
    body,
  };
}

/** What is said of a body that is not sent any more. */
function withoutContent(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('content-')),
  );
}
