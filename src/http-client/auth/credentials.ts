import type { CookieJar } from '../exchange/cookies.ts';

/** What authenticates a request. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly jar?: CookieJar | undefined;
  /** What `${session:NAME}` stands for in the documents. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}
