import type { CookieJar } from '../exchange/cookies.ts';

/** What authenticates a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly jar?: CookieJar | undefined;
}
