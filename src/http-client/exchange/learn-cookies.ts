import { parseCookie } from 'undici';
import type { SecretMemory } from '../../schema/scrubber.ts';
import { setCookiesOf } from './headers.ts';
import type { Step } from './step.ts';

/** Shorter values, such as a language, are not secrets. */
const shortestCookie = 8;

/** Maximum number of registered cookies per client; beyond it the oldest ones are dropped. */
export const maxKnownCookies = 100;

/** Registers the cookies that responses set as secrets, each until it is replaced. */
export function learnCookies(secrets: SecretMemory): Step {
  const known = new Map<string, string>();
  return async (request, next) => {
    const response = await next(request);
    for (const text of setCookiesOf(response.headers)) {
      const { name, value } = parseCookie(text) ?? {};
      if (name !== undefined && value !== undefined) learn(`${response.url.origin} ${name}`, value);
    }
    return response;
  };

  function learn(key: string, value: string): void {
    const before = known.get(key);
    if (before === value) return;
    known.delete(key);
    if (value.length >= shortestCookie) {
      secrets.learn(value);
      known.set(key, value);
    }
    if (before !== undefined) secrets.forget(before);
    const [oldest] = known;
    if (known.size > maxKnownCookies && oldest !== undefined) {
      known.delete(oldest[0]);
      secrets.forget(oldest[1]);
    }
  }
}
