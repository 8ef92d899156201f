import { CollectionError } from '../../engine/source.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { ShowUrl } from './shown-url.ts';
import { statusText } from './check-status.ts';
import type { HttpRequest, HttpResponse, Step } from './step.ts';

export interface RedirectRules {
  readonly redirects: 'follow' | 'same-origin' | 'refuse';
  /** Whether a redirect from https to http is followed. */
  readonly allowInsecureRedirects: boolean;
}

const maxRedirects = 10;

/**
 * Follows redirects. Credentials and the body never reach another origin (RFC 9110 section 15.4). Once
 * withheld, credentials stay withheld for all later redirects.
 *
 * @throws CollectionError `status` if a redirect cannot be followed
 */
export function followRedirects(rules: RedirectRules, show: ShowUrl): Step {
  return async (request, next) => {
    let current = request;
    const visited = new Set<string>();
    for (;;) {
      const { url, jar } = current;
      visited.add(url.href);
      const response = await next(current);
      const isLast = rules.redirects === 'refuse' || request.endsAt?.(response.status) === true;
      const target = isLast ? undefined : redirectTarget(response);
      if (target === undefined) {
        return { ...response, withheld: current.credentials !== request.credentials };
      }
      if (visited.size > maxRedirects) {
        throw new CollectionError(
          'status',
          `redirected more than ${maxRedirects} times, last to ${show(target)}`,
        );
      }
      // A site may set a cookie and redirect back to the same URL; without cookies that is a loop.
      if (jar === undefined && visited.has(target.href)) {
        throw new CollectionError('status', `redirected in a loop, back to ${show(target)}`);
      }
      checkTarget(response, target, rules, show);
      current = redirected(current, target, response.status, show);
      await connectionReleased();
    }
  };
}

const redirectStatus: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function redirectTarget({ status, headers, url }: HttpResponse): URL | undefined {
  const { location } = headers;
  if (!redirectStatus.has(status) || typeof location !== 'string') return undefined;
  // Servers send UTF-8 where the header allows ASCII only; Node.js reads the bytes as ISO-8859-1.
  const target = URL.parse(Buffer.from(location, 'latin1').toString(), url.href);
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new CollectionError(
      'status',
      `${statusText(status)} with a Location that is not an http or https URL`,
      { status },
    );
  }
  target.hash = '';
  return target;
}

function checkTarget(
  { status, url }: HttpResponse,
  target: URL,
  { redirects, allowInsecureRedirects }: RedirectRules,
  show: ShowUrl,
): void {
  const refuse = (why: string) =>
    new CollectionError('status', `${statusText(status)} to ${show(target)}, ${why}`, { status });
  if (url.protocol === 'https:' && target.protocol === 'http:' && !allowInsecureRedirects) {
    throw refuse(
      'which is not encrypted: if that is right, set allowInsecureRedirects: true, or set url to that URL',
    );
  }
  if (redirects === 'same-origin' && target.origin !== url.origin) {
    throw refuse(
      'another origin, which redirects: same-origin does not follow: if that is right, set redirects: follow, or set url to that URL',
    );
  }
}

function redirected(request: HttpRequest, target: URL, status: number, show: ShowUrl): HttpRequest {
  const sameOrigin = target.origin === request.url.origin;
  const asGet =
    (status === 303 && request.method !== 'HEAD') ||
    (status !== 307 && status !== 308 && request.method === 'POST');
  const body = asGet ? undefined : request.body;
  if (body !== undefined && !sameOrigin) {
    throw new CollectionError(
      'status',
      `${statusText(status)} to another origin, ${show(target)}, to which the body is not sent: if that is right, set url to that URL`,
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

/** The headers without those that describe a body. */
function withoutContent(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('content-')),
  );
}
