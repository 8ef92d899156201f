import type { Step } from './step.ts';

/** Sends the cookies of the session of a request, if it has one, and stores those that the response sets. */
export function exchangeCookies(): Step {
  return async (request, next) => {
    const { jar, url, credentials } = request;
    if (jar === undefined) return next(request);
    const cookies = [credentials['cookie'], jar.header(url)].filter((text) => text !== undefined);
    const withCookies =
      cookies.length === 0 ? credentials : { ...credentials, cookie: cookies.join('; ') };
    const response = await next({ ...request, credentials: withCookies });
    jar.keep(url, response.headers);
    return response;
  };
}
