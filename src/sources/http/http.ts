import { createDecode, type Decode } from '../../decode/decode.ts';
import { CollectionError } from '../../engine/source.ts';
import type { SourceContext } from '../context.ts';
import { decodeDocument, type RawDocument, type ReadDocuments } from '../document.ts';
import { connectionReleased } from './connections.ts';
import { naming } from './named-error.ts';
import { createPageReader, type HttpPage, type PageRequest } from './page-reader.ts';
import { nextPage } from './pages.ts';
import { requestOf, textsOf } from './request.ts';
import type { HttpOptions, Pagination } from './schema.ts';
import { createUrlDisplay } from './shown-url.ts';

/**
 * Reads a document by HTTP, or with `pagination` one a page.
 *
 * @param bodySize the largest body in bytes, as it comes and decompressed
 * @param decode how documents are read, for the expressions of `pagination`
 */
export function createHttpReader(
  options: HttpOptions,
  bodySize: number,
  context: SourceContext,
  decode: Decode = createDecode(),
): ReadDocuments {
  const { pagination } = options;
  const show = createUrlDisplay(textsOf(options));
  const readPage = createPageReader(options, bodySize, show, context);

  return async (signal, trace) => {
    const first = naming(
      () => `${options.method} ${String(options.url)}`,
      () => firstRequest(options),
    );
    if (pagination === undefined) {
      const { document } = await readPage(first, signal, trace);
      return [options.method === 'HEAD' ? { ...document, decoded: { value: null } } : document];
    }
    const documents: RawDocument[] = [];
    const visited = new Set<string>();
    let request: PageRequest | undefined = first;
    while (request !== undefined) {
      if (documents.length > 0) await connectionReleased();
      visited.add(request.url.href);
      const page = await readPage(request, signal, trace);
      const decoded = decodeDocument(page.document, decode);
      documents.push({ ...page.document, decoded });
      const value = 'value' in decoded ? decoded.value : null;
      const next = naming(
        () => page.document.name,
        () => nextOf(page, value, pagination),
      );
      request = next && {
        ...nextRequest(first, next, options),
        purpose: `page ${documents.length + 1}`,
      };
    }
    return documents;

    function nextOf(page: HttpPage, value: unknown, plan: Pagination): URL | undefined {
      const scope = { root: value, response: page.document.response, now: context.clock.now() };
      const next = nextPage(plan, { value, scope, url: page.url });
      if (next === undefined) return undefined;
      if (visited.has(next.href)) {
        throw new CollectionError('extract', 'the next page is one that was read already');
      }
      // Without this the collector would be healthy and its metrics a part of the truth.
      if (documents.length >= plan.limit) {
        const message = `there are more than ${plan.limit} pages: raise pagination.limit, or ask for larger pages`;
        throw new CollectionError('limit', message);
      }
      return next;
    }
  };
}

function firstRequest(options: HttpOptions): PageRequest {
  return { ...requestOf(options), trusted: true, purpose: 'document' };
}

/** Another origin is told neither who asks nor the body. */
function nextRequest(first: PageRequest, url: URL, { query, method }: HttpOptions): PageRequest {
  if (url.origin !== first.url.origin) {
    if (first.body !== undefined) {
      throw new CollectionError(
        'status',
        `${method} ${first.url.origin}: the next page is at another origin, ${url.origin}, which the body is not sent to`,
      );
    }
    return { ...first, url: withoutUser(url), credentials: {}, trusted: false };
  }
  const next = withoutUser(url);
  for (const [name, value] of Object.entries(query)) {
    // A server does not repeat a key in the address of its next page.
    if (value.secret && !next.searchParams.has(name)) next.searchParams.set(name, value.reveal());
  }
  return { ...first, url: next };
}

function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}
