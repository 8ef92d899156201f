import type { Clock } from '../../engine/clock.ts';
import { messageOf } from '../../engine/failure.ts';
import { namedError, naming } from '../../engine/named-error.ts';
import { CollectionError } from '../../engine/source.ts';
import type { Expression, Scope } from '../../expression/expression.ts';
import { createCookieJar, type CookieJar } from '../exchange/cookies.ts';
import { statusText } from '../exchange/check-status.ts';
import { buildRequest } from '../exchange/request-template.ts';
import { includesStatus } from '../exchange/status-range.ts';
import type { HttpRequest, HttpResponse, Send } from '../exchange/step.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { Credentials } from './credentials.ts';
import type { Login, LoginStep } from './login-schema.ts';
import type { Obtained } from './renewable.ts';
import { scopeOf, valueOf } from './response-value.ts';
import { checkToken } from './token.ts';

const responseSize = 1_048_576;

/** Maximum length in characters of a value that a step sets; longer ones are not tokens. */
const maxLength = 8192;

/** The state of a session while it is being established. */
interface Session {
  readonly jar: CookieJar;
  readonly values: Record<string, string>;
  /** The origin of the documents, which must receive the cookies. */
  readonly origin: string;
  readonly now: number;
}

/** Logs in to obtain cookies, values, a token, or all of them. @param request the request that needs them */
export async function logIn(
  options: Login,
  send: Send,
  clock: Clock,
  signal: AbortSignal,
  { trace, origin }: Pick<HttpRequest, 'trace' | 'origin'>,
): Promise<Obtained<Credentials>> {
  const session: Session = {
    jar: createCookieJar(() => clock.now()),
    values: {},
    origin,
    now: clock.now(),
  };
  let last: Credentials | undefined;
  const steps = stepsOf(options);
  for (const [index, step] of steps.entries()) {
    if (index > 0) await connectionReleased();
    const isLast = index === steps.length - 1;
    const name = `${methodOf(step)} ${String(step.url)}`;
    const request = naming(
      () => name,
      () =>
        buildRequest(
          { ...step, method: methodOf(step) },
          { now: session.now, session: session.values },
          new URL(origin),
        ),
    );
    const response = await send({
      ...request,
      jar: session.jar,
      purpose: steps.length === 1 ? 'login' : `login step ${index + 1}`,
      signal,
      bodySize: responseSize,
      wantsBody: () => true,
      endsAt: (status) => status !== 200 && includesStatus(step.status, status),
      trace,
    });
    try {
      finishStep(step, response, session);
      if (isLast) last = credentialsOf(options, response, session);
    } catch (error) {
      throw namedError(name, error, 'decode');
    }
  }
  return { value: last ?? { headers: {} } };
}

function stepsOf({ steps, url, method, headers, body, form, status, expect }: Login) {
  if (steps !== undefined) return steps;
  if (url === undefined) throw new Error('a login without url and steps came through the checks');
  return [{ url, method, headers, query: {}, body, form, status, expect, set: {} }];
}

function methodOf({ method, body, form }: LoginStep): 'GET' | 'POST' | 'PUT' {
  return method ?? (body === undefined && form === undefined ? 'GET' : 'POST');
}

/** Checks the response of a step, and stores its values. */
function finishStep(step: LoginStep, response: HttpResponse, session: Session): void {
  const { status } = response;
  if (!includesStatus(step.status, status)) {
    const isRefusal = status === 401 || status === 403;
    const advice = isRefusal ? '' : `: if that is right, add ${status} to its status`;
    throw new CollectionError('status', `the login failed: ${statusText(status)}${advice}`, {
      status,
    });
  }
  const scope = seen(response, session);
  const { expect } = step;
  if (expect !== undefined && evaluate('expect', expect, scope) !== true) {
    throw new CollectionError('status', `the login failed: ${expect.text} is not true`);
  }
  for (const [name, expression] of Object.entries(step.set)) {
    session.values[name] = valueFor(name, expression, scope);
  }
}

function valueFor(name: string, expression: Expression, scope: Scope): string {
  const found = evaluate(`set.${name}`, expression, scope);
  if ((typeof found !== 'string' && typeof found !== 'number') || found === '') {
    throw new CollectionError(
      'decode',
      `the login returned no ${name}: ${expression.text} found nothing in the response${foundNames(scope.root)}`,
    );
  }
  const value = String(found);
  if (value.length <= maxLength) return value;
  throw new CollectionError(
    'decode',
    `${name} has ${value.length} characters, more than ${maxLength}`,
  );
}

/** Lists the names of form fields: they are not secret, and a misspelled name is the usual mistake. */
function foundNames(root: unknown): string {
  if (typeof root !== 'object' || root === null || !('inputs' in root)) return '';
  const { inputs } = root;
  if (typeof inputs !== 'object' || inputs === null) return '';
  const names = Object.keys(inputs).slice(0, 10);
  return names.length === 0 ? '' : ` (input fields: ${names.join(', ').slice(0, 200)})`;
}

function evaluate(what: string, expression: Expression, scope: Scope): unknown {
  try {
    return expression.evaluate(scope.root, scope);
  } catch (error) {
    throw new CollectionError('decode', `${what}: ${messageOf(error)}`, { cause: error });
  }
}

function seen(response: HttpResponse, { jar, now }: Session): Scope {
  return scopeOf(response, valueOf(response), now, jar.values(response.url));
}

function credentialsOf(
  { token, header, steps }: Login,
  response: HttpResponse,
  session: Session,
): Credentials {
  const { jar, origin, values } = session;
  if (token !== undefined) {
    const found = evaluate('token', token, seen(response, session));
    if (typeof found !== 'string' && typeof found !== 'number') {
      throw new CollectionError(
        'decode',
        `the login returned no token: ${token.text} found nothing in the response`,
      );
    }
    const value = checkToken(String(found));
    const headers =
      header === undefined
        ? { authorization: `Bearer ${value}` }
        : { [header.toLowerCase()]: value };
    return { headers, jar, values };
  }
  const origins = jar.origins();
  const setsValues = steps?.some(({ set }) => Object.keys(set).length > 0) === true;
  if (origins.length === 0 && !setsValues) {
    throw new CollectionError(
      'status',
      'the login set no cookie: if it returns a token, set auth.login.token',
    );
  }
  if (origins.length > 0 && !origins.includes(origin)) {
    throw new CollectionError(
      'status',
      `the login set cookies for ${origins.join(', ')} only, and cookies are not sent to another scheme, host or port: log in at ${origin}`,
    );
  }
  return { headers: {}, jar, values };
}
