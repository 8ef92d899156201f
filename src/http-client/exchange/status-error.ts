import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import type { HttpResponse } from './exchange.ts';
import { headerOf } from './headers.ts';
import { readRetryAfter } from './retry-after.ts';
import type { ShowUrl } from './shown-url.ts';

const { STATUS_CODES } = process.getBuiltinModule('node:http'); // not by import: see server/listen.ts

/** `answered 404 Not Found`. */
export function statusText(status: number): string {
  return `answered ${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

/** An answer whose status is not a good one. Nothing of its body is told: it may hold anything. */
export function statusError(answer: HttpResponse, show: ShowUrl, clock: Clock): CollectionError {
  const { status, headers, url, stripped } = answer;
  const retryAfter = readRetryAfter(headerOf(headers, 'retry-after'), clock.now());
  const asked =
    retryAfter === undefined ? '' : `, and asks for ${Math.ceil(retryAfter / 1000)} s of rest`;
  const held =
    stripped && (status === 401 || status === 403)
      ? `: credentials are not sent on to ${show(url)}, another origin; if that is right, write that address as url`
      : '';
  return new CollectionError('status', `${statusText(status)}${asked}${held}`, {
    status,
    retryAfter,
  });
}
