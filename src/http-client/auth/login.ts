import { decodeJson } from '../../decode/json.ts';
import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Scope } from '../../expression/expression.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { Login } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { createCookieJar, type CookieJar } from '../exchange/cookies.ts';
import type { HttpResponse, Send } from '../exchange/step.ts';
import { flatHeaders } from '../exchange/headers.ts';
import type { Obtained } from './renewable.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { buildRequest } from '../exchange/request-template.ts';
import { statusText } from '../exchange/check-status.ts';

const responseSize = 1_048_576;

/** Logs in, for cookies, a token, or both. */
export async function logIn(
  options: Login,
  send: Send,
  clock: Clock,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
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
    return { value: credentialsOf(options, response, jar, clock) };
  } catch (error) {
    throw namedError(name, error, 'decode');
  }
}

function credentialsOf(
  { token, header }: Login,
  response: HttpResponse,
  jar: CookieJar,
  clock: Clock,
): Credentials {
  if (token === undefined) {
    if (jar.isEmpty()) {
      throw new CollectionError(
        'status',
        'the login set no cookie: if it returns a token, set auth.login.token',
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
  const headers =
    header === undefined
      ? { authorization: `Bearer ${found}` }
      : { [header.toLowerCase()]: String(found) };
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
