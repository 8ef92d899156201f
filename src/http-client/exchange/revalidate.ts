import { headerOf } from './headers.ts';
import type { HttpResponse, Step } from './step.ts';

/** Maximum bytes of one cached document, and of all cached documents of one client. */
const maxDocument = 1_048_576;
const maxTogether = 8 * 1_048_576;

/**
 * Sends conditional requests for documents that were received before (RFC 9110 section 13). A 304 returns the cached
 * document. Documents that are too large are not cached, and the least recently used ones are evicted.
 */
export function revalidate(): Step {
  const kept = new Map<string, HttpResponse>();
  let size = 0;

  return async (request, next) => {
    const { method, url, headers, bytes } = request;
    if (method !== 'GET') return next(request);
    const key = url.href;
    const known = kept.get(key);
    const conditions = known === undefined ? {} : conditionsOf(known);
    const response = await next({ ...request, headers: { ...conditions, ...headers } });
    if (response.status === 304 && known !== undefined) {
      forget(key);
      keep(key, known);
      bytes?.add(known.body.length);
      // The collection frees the bytes that it receives.
      return { ...known, seconds: response.seconds, body: Buffer.from(known.body) };
    }
    forget(key);
    if (response.status === 200 && Object.keys(conditionsOf(response)).length > 0) {
      keep(key, { ...response, body: Buffer.from(response.body) });
    }
    return response;
  };

  function keep(key: string, response: HttpResponse): void {
    if (response.body.length > maxDocument) return;
    kept.set(key, response);
    size += response.body.length;
    for (const oldest of kept.keys()) {
      if (size <= maxTogether) return;
      forget(oldest);
    }
  }

  function forget(key: string): void {
    size -= kept.get(key)?.body.length ?? 0;
    kept.delete(key);
  }
}

/** The validators of a response. */
function conditionsOf({ headers }: HttpResponse): Record<string, string> {
  const tag = headerOf(headers, 'etag');
  const modified = headerOf(headers, 'last-modified');
  return {
    ...(tag !== undefined && { 'if-none-match': tag }),
    ...(modified !== undefined && { 'if-modified-since': modified }),
  };
}
