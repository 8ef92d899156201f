import { createDecode, type Decode } from '../../decode/decode.ts';
import type { SourceContext } from '../context.ts';
import type { ReadDocuments } from '../../documents/document-source.ts';
import { naming } from '../../engine/named-error.ts';
import { createPageReader } from './page-reader.ts';
import { readPages, type PageSettings } from './pages.ts';
import { requestOf, textsOf } from '../../http-client/exchange/request.ts';
import type { HttpOptions } from './schema.ts';
import { createUrlDisplay } from '../../http-client/exchange/shown-url.ts';

/**
 * Reads a document by HTTP, or with `pagination` one a page.
 *
 * @param bodySize the largest body in bytes, as it comes and decompressed
 * @param decode how documents are read, for the expressions of `pagination`
 * @param large where pages are read for them that are too much for the event loop
 */
export function createHttpReader(
  options: HttpOptions,
  bodySize: number,
  context: SourceContext,
  decode: Decode = createDecode(),
  large?: PageSettings['large'],
): ReadDocuments {
  const { method, url, query, pagination } = options;
  const show = createUrlDisplay(textsOf(options));
  const readPage = createPageReader(options, bodySize, show, context);

  return async ({ signal, trace }) => {
    const request = naming(
      () => `${method} ${String(url)}`,
      () => requestOf(options),
    );
    const first = { ...request, trusted: true, purpose: 'document' };
    if (pagination === undefined) return [(await readPage(first, signal, trace)).document];
    const settings = { pagination, query, decode, clock: context.clock, large };
    return readPages(first, readPage, settings, signal, trace);
  };
}
