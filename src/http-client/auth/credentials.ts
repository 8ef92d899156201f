import type { CookieJar } from '../exchange/cookies.ts';

/** The credentials of a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly jar?: CookieJar | undefined;
  /** The values of `${session:NAME}` in the requests for documents. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}
