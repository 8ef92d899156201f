import type { Request } from 'express';

/** More parameters than any scraper sends. A request with more is rejected; no parameter is silently ignored. */
const maxParameters = 1000;

/** The request is invalid; the message describes why. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}

/**
 * The parameters of a request's query, percent-decoded.
 *
 * @throws BadRequestError if there are more than 1,000 parameters
 */
export function readQuery({ url }: Pick<Request, 'url'>): URLSearchParams {
  const start = url.indexOf('?');
  if (start === -1) return new URLSearchParams();
  const text = url.slice(start + 1);
  let parameters = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) parameters += 1;
  if (parameters > maxParameters) {
    throw new BadRequestError(
      `the query has ${parameters} parameters, the maximum is ${maxParameters}: send fewer`,
    );
  }
  return new URLSearchParams(text);
}
