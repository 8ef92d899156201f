import type { Request } from 'express';

/** More parameters than any scraper sends; beyond it a request is refused, and nothing is left out in silence. */
const maxParameters = 1000;

/** The client sent something that it has to change; the message says what. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}

/**
 * The parameters of a request's query, percent-decoded.
 *
 * @throws BadRequestError when there are more than 1,000 of them
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
