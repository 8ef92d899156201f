import type { DecodeOptions } from '../../decode/decode.ts';
import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import { isUnsendable } from '../exchange/network-error.ts';
import { basic } from '../exchange/request-template.ts';
import type { HttpRequest, HttpResponse, Send, Step } from '../exchange/step.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { Auth } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { logIn } from './login.ts';
import type { Login } from './login-schema.ts';
import { requestToken } from './oauth2.ts';
import type { SecretMemory } from '../../schema/scrubber.ts';
import { createRenewable, type Obtained, type Renewable } from './renewable.ts';
import { scopeOf, valueOf } from './response-value.ts';

export interface AuthenticationContext {
  readonly clock: Clock;
  readonly secrets: SecretMemory;
  /** How the documents are decoded; default: detected from the document. */
  readonly decode?: DecodeOptions | undefined;
  /** Sends the requests of a login, over the connections of the source. */
  readonly sendLogin: Send;
  /** Sends the request for a token. */
  readonly sendTokenRequest: Send;
}

/** Adds credentials to requests to the origin of the configuration. They are kept for later requests. */
export function createAuthentication(
  { basic: user, bearer, oauth2, login }: Partial<Auth>,
  { clock, secrets, decode, sendLogin, sendTokenRequest }: AuthenticationContext,
): Step {
  const learn = createLearning(secrets);
  if (oauth2 !== undefined) {
    const token = createRenewable<Credentials, HttpRequest>(
      async (signal, request) =>
        learn(await requestToken(oauth2, sendTokenRequest, signal, request)),
      { doing: 'requesting a token', maxAge: oauth2.maxAge },
      clock,
    );
    return authenticateBy(token, ({ status }) => (status === 401 ? 'status' : undefined));
  }
  if (login !== undefined) {
    const session = createRenewable<Credentials, HttpRequest>(
      async (signal, request) => learn(await logIn(login, sendLogin, clock, signal, request)),
      { doing: 'logging in', maxAge: login.maxAge },
      clock,
    );
    return authenticateBy(session, rejectionsOf(login, clock, decode));
  }
  return async (request, next) => {
    if (isElsewhere(request)) return next(request);
    const headers: Record<string, string> = {};
    if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer.token.reveal()}`;
    if (user !== undefined) {
      headers['authorization'] = basic(user.username.reveal(), user.password.reveal());
    }
    return next(withCredentials(request, { headers }));
  };
}

/** Registers the newest token as a secret, replacing the previous one. Cookies are registered on receipt. */
function createLearning(secrets: SecretMemory) {
  let known: readonly string[] = [];
  return (obtained: Obtained<Credentials>): Obtained<Credentials> => {
    const { headers, values = {} } = obtained.value;
    const tokens = Object.values(headers).map((value) => value.replace(/^Bearer /, ''));
    const found = [...tokens, ...Object.values(values)];
    for (const secret of found) secrets.learn(secret);
    for (const secret of known) secrets.forget(secret);
    known = found;
    return obtained;
  };
}

/** Status codes that may be caused by the credentials; the next collection obtains new ones. */
const suspect: ReadonlySet<number> = new Set([400, 401, 403, 431]);

/** How a response shows that the credentials are no longer valid: by its status, or by its document. */
type Rejection = 'status' | 'expired' | undefined;

/** Sends the request with credentials; retries once if cached credentials were rejected. */
function authenticateBy(
  credentials: Renewable<Credentials, HttpRequest>,
  rejectionOf: (response: HttpResponse) => Rejection,
): Step {
  return async (request, next) => {
    if (isElsewhere(request)) return next(request);
    for (let again = false; ; again = true) {
      const { value, fresh } = await credentials.get(request.signal, request);
      if (fresh) await connectionReleased();
      else request.onKept?.(() => credentials.drop(value));
      const response = await next(withCredentials(request, value)).catch((error: unknown) => {
        if (isUnsendable(error)) credentials.drop(value);
        throw error;
      });
      const { status } = response;
      const rejection = rejectionOf(response);
      if (rejection !== undefined || suspect.has(status)) credentials.drop(value);
      if (rejection === undefined) return response;
      if (fresh || again) {
        if (rejection === 'expired') throw stillExpired();
        return response;
      }
      request.bytes?.remove(response.body.length);
      await connectionReleased();
    }
  };
}

function rejectionsOf(
  { refusedStatus, expired }: Login,
  clock: Clock,
  decode: DecodeOptions | undefined,
): (response: HttpResponse) => Rejection {
  return (response) => {
    if (refusedStatus.includes(response.status)) return 'status';
    if (expired === undefined) return undefined;
    const scope = scopeOf(response, valueOf(response, decode), clock.now());
    try {
      return expired.evaluate(scope.root, scope) === true ? 'expired' : undefined;
    } catch {
      return undefined;
    }
  };
}

function stillExpired(): CollectionError {
  return new CollectionError(
    'status',
    'auth.login.expired is true right after a login: the login may have failed, or the expression is true for good responses',
  );
}

/** The next page may be on another origin. */
function isElsewhere({ url, origin }: HttpRequest): boolean {
  return url.origin !== origin;
}

function withCredentials(request: HttpRequest, { headers, jar, values }: Credentials): HttpRequest {
  const filled = values === undefined ? request : (request.complete?.(request, values) ?? request);
  return { ...filled, credentials: { ...filled.credentials, ...headers }, jar };
}
