import { decodeJson } from '../../decode/json.ts';
import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Scope } from '../../expression/expression.ts';
import type { Login } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { createCookieJar, type CookieJar } from '../exchange/cookies.ts';
import type { HttpRequest, HttpResponse, Send } from '../exchange/step.ts';
import { flatHeaders } from '../exchange/headers.ts';
import type { Obtained } from './renewable.ts';
import { checkToken } from './token.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { buildRequest } from '../exchange/request-template.ts';
import { statusText } from '../exchange/check-status.ts';

const responseSize = 1_048_576;

/** Logs in, for cookies, a token, or both. @param request the one that needs them */
export async function logIn(
  options: Login,
  send: Send,
  clock: Clock,
  signal: AbortSignal,
  { trace, origin }: Pick<HttpRequest, 'trace' | 'origin'>,
): Promise<Obtained<Credentials>> {
  const name = `${options.method} ${String(options.url)}`;
  const jar = createCookieJar(() => clock.now());
  const request = naming(
    () => name,
    () => buildRequest(options),
  );
  const response = await send({
    ...request,
    jar,
    purpose: 'login',
    signal,
    bodySize: responseSize,
    wantsBody: () => options.token !== undefined,
    trace,
  });
  try {
    const { status } = response;
    if (status < 200 || status > 299) {
      throw new CollectionError('status', `the login failed: ${statusText(status)}`, { status });
    }
    return { value: credentialsOf(options, response, { jar, origin, clock }) };
  } catch (error) {
    throw namedError(name, error, 'decode');
  }
}

interface Session {
  readonly jar: CookieJar;
  /** Of the documents, to which the cookies have to be sent. */
  readonly origin: string;
  readonly clock: Clock;
}

function credentialsOf(
  { token, header }: Login,
  response: HttpResponse,
  { jar, origin, clock }: Session,
): Credentials {
  if (token === undefined) {
    const origins = jar.origins();
    if (origins.length === 0) {
      throw new CollectionError(
        'status',
        'the login set no cookie: if it returns a token, set auth.login.token',
      );
    }
    if (!origins.includes(origin)) {
      throw new CollectionError(
        'status',
        `the login set cookies for ${origins.join(', ')} only, and cookies are not sent to another scheme, host or port: log in at ${origin}`,
      );
    }
    return { headers: {}, jar };
  }
  const scope = scopeOf(response, documentOf(response), clock);
  const found = token.evaluate(scope.root, scope);
  if (typeof found !== 'string' && typeof found !== 'number') {
    throw new CollectionError(
      'decode',
      `the login returned no token: ${token.text} found nothing in the response`,
    );
  }
  const value = checkToken(String(found));
  const headers =
    header === undefined ? { authorization: `Bearer ${value}` } : { [header.toLowerCase()]: value };
  return { headers, jar };
}

/** Null where the body is not JSON, for the token may be in a header. */
function documentOf({ body }: HttpResponse): unknown {
  try {
    return decodeJson(body);
  } catch {
    return null;
  }
}

function scopeOf(
  { status, headers, seconds, body, url }: HttpResponse,
  root: unknown,
  clock: Clock,
): Scope {
  const response = {
    status,
    headers: flatHeaders(headers),
    seconds,
    bytes: body.length,
    url: url.origin,
  };
  return { root, now: clock.now(), response };
}
