import { decodeJson } from '../../decode/json.ts';
import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Scope } from '../../expression/expression.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { Ask } from '../exchange/ask.ts';
import type { Login } from './auth-schema.ts';
import type { Credentials } from './authenticator.ts';
import { decompress } from '../exchange/body.ts';
import { createCookieJar, type CookieJar } from '../exchange/cookies.ts';
import type { HttpResponse } from '../exchange/exchange.ts';
import { flatHeaders, headerOf } from '../exchange/headers.ts';
import type { Obtained } from './renewable.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { requestOf } from '../exchange/request.ts';
import { statusText } from '../exchange/status-error.ts';

const answerSize = 1_048_576;

/** Logs in, for cookies, a token, or both. */
export async function logIn(
  options: Login,
  ask: Ask,
  clock: Clock,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
): Promise<Obtained<Credentials>> {
  const name = `${options.method} ${String(options.url)}`;
  const jar = createCookieJar(() => clock.now());
  const answer = await ask(
    {
      ...naming(
        () => name,
        () => requestOf(options),
      ),
      jar,
    },
    {
      purpose: 'login',
      signal,
      bodySize: answerSize,
      followRedirects: true,
      wantsBody: () => options.token !== undefined,
      trace,
    },
  );
  try {
    if (answer.status < 200 || answer.status > 299) {
      const { status } = answer;
      throw new CollectionError('status', `the login was refused: ${statusText(status)}`, {
        status,
      });
    }
    return { value: await credentialsOf(options, answer, jar, clock) };
  } catch (error) {
    throw namedError(name, error, 'decode');
  }
}

async function credentialsOf(
  { token, header }: Login,
  answer: HttpResponse,
  jar: CookieJar,
  clock: Clock,
): Promise<Credentials> {
  if (token === undefined) {
    if (jar.isEmpty()) {
      throw new CollectionError(
        'status',
        'the login gave no cookie: if it gives a token, say where (token)',
      );
    }
    return { headers: {}, jar };
  }
  const scope = scopeOf(answer, await documentOf(answer), clock);
  const found = token.evaluate(scope.root, scope);
  if (typeof found !== 'string' && typeof found !== 'number') {
    throw new CollectionError(
      'decode',
      `the login gave no token: ${token.text} found nothing in its answer`,
    );
  }
  const headers =
    header === undefined
      ? { authorization: `Bearer ${found}` }
      : { [header.toLowerCase()]: String(found) };
  return { headers, jar };
}

/** Null where the body is not JSON, for the token may be in a header. */
async function documentOf({ body, headers }: HttpResponse): Promise<unknown> {
  const bytes = await decompress(body, headerOf(headers, 'content-encoding'), answerSize);
  try {
    return decodeJson(bytes);
  } catch {
    return null;
  }
}

function scopeOf({ status, headers, body, url }: HttpResponse, root: unknown, clock: Clock): Scope {
  const response = {
    status,
    headers: flatHeaders(headers),
    seconds: 0,
    bytes: body.length,
    url: url.origin,
  };
  return { root, now: clock.now(), response };
}
