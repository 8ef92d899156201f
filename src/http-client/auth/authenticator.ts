import type { Clock } from '../../engine/clock.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import type { Auth } from './auth-schema.ts';
import type { Ask } from '../exchange/ask.ts';
import type { CookieJar } from '../exchange/cookies.ts';
import { createRenewable, type Renewable } from './renewable.ts';
import { logIn } from './login.ts';
import { askForToken } from './oauth2.ts';
import { basic } from '../exchange/request.ts';

/** What proves who asks. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly jar?: CookieJar | undefined;
}

export interface Authenticator {
  /** Gets what proves who asks; `fresh` when it was asked for by a request just now, so that asking again is no use. */
  credentials(
    signal: AbortSignal,
    trace: RequestTrace | undefined,
  ): Promise<{ readonly value: Credentials; readonly fresh: boolean }>;
  /** Whether an answer with this status says that the credentials has ended. */
  isRefusal(status: number): boolean;
  /** Forgets a credentials that was refused. */
  drop(credentials: Credentials): void;
}

export interface Asks {
  /** Asks for a document or logs in, by the connection of the source. */
  readonly ask: Ask;
  /** Asks where tokens are given out. */
  readonly askForToken: Ask;
}

/** Renewable by the source, so that a token serves many collections. */
export function createAuthenticator(
  { basic: user, bearer, oauth2, login }: Partial<Auth>,
  asks: Asks,
  clock: Clock,
): Authenticator {
  if (oauth2 !== undefined) {
    const kept = createRenewable<Credentials, RequestTrace | undefined>(
      (signal, trace) => askForToken(oauth2, asks.askForToken, signal, trace),
      'asking for a token',
      clock,
    );
    return renewing(kept, (status) => status === 401);
  }
  if (login !== undefined) {
    const kept = createRenewable<Credentials, RequestTrace | undefined>(
      (signal, trace) => logIn(login, asks.ask, clock, signal, trace),
      'logging in',
      clock,
    );
    return renewing(kept, (status) => login.refusedStatus.includes(status));
  }
  return {
    async credentials() {
      const headers: Record<string, string> = {};
      if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer.token.reveal()}`;
      if (user !== undefined) {
        headers['authorization'] = basic(user.username.reveal(), user.password.reveal());
      }
      return { value: { headers }, fresh: false };
    },
    isRefusal: () => false,
    drop() {},
  };
}

function renewing(
  kept: Renewable<Credentials, RequestTrace | undefined>,
  isRefusal: (status: number) => boolean,
): Authenticator {
  return {
    credentials: (signal, trace) => kept.get(signal, trace),
    drop: (credentials) => kept.drop(credentials),
    isRefusal,
  };
}
