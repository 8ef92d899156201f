import type { Clock } from '../../engine/clock.ts';
import { namedError } from '../../engine/named-error.ts';
import { CollectionError } from '../../engine/source.ts';
import { describeChallenges } from '../auth/challenge.ts';
import { headerOf } from './headers.ts';
import { parseHttpDate } from './http-date.ts';
import { nameOf } from './name-failures.ts';
import type { ShowUrl } from './shown-url.ts';
import { includesStatus, type StatusRange } from './status-range.ts';
import type { HttpResponse, Step } from './step.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http'); // not by import: see server/listen.ts

/**
 * Rejects a response with any other status. The message does not include its body, which may contain anything.
 *
 * @param auth the kind of authentication in the configuration
 */
export function checkStatus(
  valid: readonly StatusRange[],
  show: ShowUrl,
  clock: Clock,
  auth?: string,
): Step {
  return async (request, next) => {
    const response = await next(request);
    if (includesStatus(valid, response.status)) return response;
    throw namedError(nameOf(request, show), statusError(response, show, clock, auth));
  };
}

/** `responded with 404 Not Found`. */
export function statusText(status: number): string {
  return `responded with ${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

function statusError(
  response: HttpResponse,
  show: ShowUrl,
  clock: Clock,
  auth: string | undefined,
): CollectionError {
  const { status, url, withheld } = response;
  const retryAfter = readRetryAfter(response, clock.now());
  const wait = retryAfter === undefined ? '' : ` (Retry-After: ${Math.ceil(retryAfter / 1000)} s)`;
  const advice =
    withheld && (status === 401 || status === 403)
      ? `: credentials are not sent to ${show(url)}, another origin; if that is right, set url to that URL`
      : schemesOf(response, auth);
  return new CollectionError('status', statusText(status) + wait + advice, { status, retryAfter });
}

/** Lists the schemes that a 401 offers. */
function schemesOf({ status, headers }: HttpResponse, auth: string | undefined): string {
  const header = status === 401 ? headerOf(headers, 'www-authenticate') : undefined;
  const configured = auth === undefined ? undefined : `auth.${auth}`;
  const found = header === undefined ? undefined : describeChallenges(header, configured);
  return found === undefined ? '' : `: ${found}`;
}

/** The only status codes for which `Retry-After` is honoured. */
const pausingStatus: ReadonlySet<number> = new Set([429, 503]);
/** RFC 9111 section 1.2.2 has the same limit, 68 years. */
const maxSeconds = 2 ** 31;

/** The delay of `Retry-After` in milliseconds. The header contains seconds or a date (RFC 9110 section 10.2.3). */
function readRetryAfter({ status, headers }: HttpResponse, now: number): number | undefined {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (value === undefined || !pausingStatus.has(status)) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value), maxSeconds) * 1000;
  const at = parseHttpDate(value, now);
  return at === undefined ? undefined : Math.max(at - now, 0);
}
