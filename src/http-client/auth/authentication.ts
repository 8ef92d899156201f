import type { Clock } from '../../engine/clock.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import { basic } from '../exchange/request-template.ts';
import type { HttpRequest, Send, Step } from '../exchange/step.ts';
import { connectionReleased } from '../transport/connections.ts';
import type { Auth } from './auth-schema.ts';
import type { Credentials } from './credentials.ts';
import { logIn } from './login.ts';
import { requestToken } from './oauth2.ts';
import { createRenewable, type Renewable } from './renewable.ts';

export interface AuthenticationContext {
  readonly clock: Clock;
  /** Sends the request of a login, by the connections of the source. */
  readonly sendLogin: Send;
  /** Sends the request for a token. */
  readonly sendTokenRequest: Send;
}

/** Adds credentials to requests to the origin of the configuration. They are kept for later requests. */
export function createAuthentication(
  { basic: user, bearer, oauth2, login }: Partial<Auth>,
  { clock, sendLogin, sendTokenRequest }: AuthenticationContext,
): Step {
  if (oauth2 !== undefined) {
    const token = createRenewable<Credentials, RequestTrace | undefined>(
      (signal, trace) => requestToken(oauth2, sendTokenRequest, signal, trace),
      'requesting a token',
      clock,
    );
    return authenticateBy(token, (status) => status === 401);
  }
  if (login !== undefined) {
    const session = createRenewable<Credentials, RequestTrace | undefined>(
      (signal, trace) => logIn(login, sendLogin, clock, signal, trace),
      'logging in',
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

/** Sends the request with credentials; once more if kept credentials were rejected. */
function authenticateBy(
  credentials: Renewable<Credentials, RequestTrace | undefined>,
  isRejection: (status: number) => boolean,
): Step {
  return async (request, next) => {
    if (isElsewhere(request)) return next(request);
    for (let again = false; ; again = true) {
      const { value, fresh } = await credentials.get(request.signal, request.trace);
      if (fresh) await connectionReleased();
      const response = await next(withCredentials(request, value));
      if (!isRejection(response.status)) return response;
      credentials.drop(value);
      if (fresh || again) return response;
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
