import type { Clock } from '../../engine/clock.ts';
import { namedError } from '../../engine/named-error.ts';
import { CollectionError } from '../../engine/source.ts';
import { headerOf } from './headers.ts';
import { nameOf } from './name-failures.ts';
import type { ShowUrl } from './shown-url.ts';
import { includesStatus, type StatusRange } from './status-range.ts';
import type { HttpResponse, Step } from './step.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http'); // not by import: see server/listen.ts

/** Refuses a response with another status. Its body is left out of the message: it may hold anything. */
export function checkStatus(valid: readonly StatusRange[], show: ShowUrl, clock: Clock): Step {
  return async (request, next) => {
    const response = await next(request);
    if (includesStatus(valid, response.status)) return response;
    throw namedError(nameOf(request, show), statusError(response, show, clock));
  };
}

/** `responded with 404 Not Found`. */
export function statusText(status: number): string {
  return `responded with ${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

function statusError(response: HttpResponse, show: ShowUrl, clock: Clock): CollectionError {
  const { status, headers, url, withheld } = response;
  const retryAfter = readRetryAfter(headerOf(headers, 'retry-after'), clock.now());
  const wait = retryAfter === undefined ? '' : ` (Retry-After: ${Math.ceil(retryAfter / 1000)} s)`;
  const advice =
    withheld && (status === 401 || status === 403)
      ? `: credentials are not sent to ${show(url)}, another origin; if that is right, set url to that URL`
      : '';
  return new CollectionError('status', statusText(status) + wait + advice, { status, retryAfter });
}

/**
 * Milliseconds that `Retry-After` asks for: seconds, or a date (RFC 9110 section 10.2.3). Undefined when
 * it is not there or not readable.
 *
 * @param now unix milliseconds
 */
function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
