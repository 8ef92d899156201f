import { createBudget, withinBudget } from '../../budget/budget.ts';
import { createDecode, type DecodeOptions } from '../../decode/decode.ts';
import type { ResponseBinding, Scope } from '../../expression/expression.ts';
import { flatHeaders, headerOf } from '../exchange/headers.ts';
import type { HttpResponse } from '../exchange/step.ts';
import { readHtmlFields } from './html-fields.ts';

/** Milliseconds that one response may block the event loop. */
const budgetMs = 20;
/** Responses of a login are small; decoding larger ones would block the event loop. */
const maxBytes = 256 * 1024;

/**
 * Decodes a response by `decode`, otherwise by its type: JSON and XML as for documents, HTML as
 * `{ text, inputs, meta }`, other text as `{ text, lines }`. Null if it cannot be decoded.
 */
export function valueOf(response: HttpResponse, decode?: DecodeOptions): unknown {
  const { body, headers, url } = response;
  if (body.length === 0 || body.length > maxBytes) return null;
  const contentType = headerOf(headers, 'content-type');
  const origin = { contentType, path: url.pathname };
  const budget = createBudget(budgetMs);
  const read = (options: DecodeOptions): unknown => {
    try {
      return withinBudget(budget, () => {
        const decoded = createDecode(options)(body, origin, budget);
        return 'value' in decoded ? decoded.value : null;
      });
    } catch {
      return undefined;
    }
  };
  if (decode !== undefined) return read(decode) ?? null;
  const start = body.subarray(0, 200).toString('latin1').trimStart();
  if (isHtml(contentType, start)) {
    const text = body.toString();
    return { text, ...readHtmlFields(text) };
  }
  const value = start.startsWith('<') ? read('xml') : read('json');
  return value ?? read('text') ?? null;
}

function isHtml(contentType: string | undefined, start: string): boolean {
  if (/^<(!doctype html|html|head|body)\b/i.test(start)) return true;
  return /\bx?html\b/i.test(contentType ?? '') && start.startsWith('<') && !start.startsWith('<?');
}

/** The variables of the expressions on a login response. @param cookies the cookies of the session so far */
export function scopeOf(
  response: HttpResponse,
  root: unknown,
  now: number,
  cookies?: Readonly<Record<string, string>>,
): Scope {
  const { status, headers, seconds, body, url } = response;
  const binding: ResponseBinding = {
    status,
    headers: flatHeaders(headers),
    seconds,
    bytes: body.length,
    url: url.origin + url.pathname,
    cookies,
  };
  return { root, now, response: binding };
}
