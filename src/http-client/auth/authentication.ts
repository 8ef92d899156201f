import type { Clock } from '../../engine/clock.ts';
import { isUnsendable } from '../exchange/network-error.ts';
import { basic } from '../exchange/request-template.ts';
import type { HttpRequest, Send, Step } from '../exchange/step.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { Auth } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { logIn } from './login.ts';
import { requestToken } from './oauth2.ts';
import type { SecretMemory } from '../../schema/scrubber.ts';
import { createRenewable, type Obtained, type Renewable } from './renewable.ts';

export interface AuthenticationContext {
  readonly clock: Clock;
  readonly secrets: SecretMemory;
  /** Sends the request of a login, by the connections of the source. */
  readonly sendLogin: Send;
  /** Sends the request for a token. */
  readonly sendTokenRequest: Send;
}

/** Adds credentials to requests to the origin of the configuration. They are kept for later requests. */
export function createAuthentication(
  { basic: user, bearer, oauth2, login }: Partial<Auth>,
  { clock, secrets, sendLogin, sendTokenRequest }: AuthenticationContext,
): Step {
  const learn = createLearning(secrets);
  if (oauth2 !== undefined) {
    const token = createRenewable<Credentials, HttpRequest>(
      async (signal, request) =>
        learn(await requestToken(oauth2, sendTokenRequest, signal, request)),
      { doing: 'requesting a token', maxAge: oauth2.maxAge },
      clock,
    );
    return authenticateBy(token, (status) => status === 401);
  }
  if (login !== undefined) {
    const session = createRenewable<Credentials, HttpRequest>(
      async (signal, request) => learn(await logIn(login, sendLogin, clock, signal, request)),
      { doing: 'logging in', maxAge: login.maxAge },
      clock,
    );
    return authenticateBy(session, (status) => login.refusedStatus.includes(status));
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

/** Makes the newest token known as a secret, in place of the one before. Cookies are learned where they come. */
function createLearning(secrets: SecretMemory) {
  let known: readonly string[] = [];
  return (obtained: Obtained<Credentials>): Obtained<Credentials> => {
    const found = Object.values(obtained.value.headers).map((value) =>
      value.replace(/^Bearer /, ''),
    );
    for (const secret of found) secrets.learn(secret);
    for (const secret of known) secrets.forget(secret);
    known = found;
    return obtained;
  };
}

/** Status codes that may be due to the credentials: the next collection obtains others. */
const suspect: ReadonlySet<number> = new Set([400, 401, 403, 431]);

/** Sends the request with credentials; once more if kept credentials were rejected. */
function authenticateBy(
  credentials: Renewable<Credentials, HttpRequest>,
  isRejection: (status: number) => boolean,
): Step {
  return async (request, next) => {
    if (isElsewhere(request)) return next(request);
    for (let again = false; ; again = true) {
      const { value, fresh } = await credentials.get(request.signal, request);
      if (fresh) await connectionReleased();
      const response = await next(withCredentials(request, value)).catch((error: unknown) => {
        if (isUnsendable(error)) credentials.drop(value);
        throw error;
      });
      const { status } = response;
      const rejected = isRejection(status);
      if (rejected || suspect.has(status)) credentials.drop(value);
      if (!rejected || fresh || again) return response;
      await connectionReleased();
    }
  };
}

/** A next page may be at another origin. */
function isElsewhere({ url, origin }: HttpRequest): boolean {
  return url.origin !== origin;
}

function withCredentials(request: HttpRequest, { headers, jar }: Credentials): HttpRequest {
  return { ...request, credentials: { ...request.credentials, ...headers }, jar };
}
