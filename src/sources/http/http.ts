import type { DocumentSink, ReadDocuments } from '../../documents/document-source.ts';
import { naming } from '../../engine/named-error.ts';
import type { CollectionRequest } from '../../engine/source.ts';
import { createHttpClient } from '../../http-client/client.ts';
import { buildRequest, textsOf } from '../../http-client/exchange/request-template.ts';
import { createUrlDisplay } from '../../http-client/exchange/shown-url.ts';
import { includesStatus } from '../../http-client/exchange/status-range.ts';
import type { HttpRequest } from '../../http-client/exchange/step.ts';
import type { SourceContext } from '../context.ts';
import { createPageReader } from './page-reader.ts';
import { readPages } from './pages.ts';
import type { HttpOptions } from './schema.ts';

/** Of which the body is always empty (RFC 9110 section 15.3.5). */
const noContent = 204;

/**
 * Fetches a document, or with `pagination` one per page.
 *
 * @param bodySize the largest body in bytes, as received and after decompression
 */
export function createHttpReader(
  options: HttpOptions,
  bodySize: number,
  context: SourceContext,
): ReadDocuments {
  const { method, url, query, validStatus, pagination } = options;
  const readPage = createPageReader(
    createHttpClient(options, context),
    createUrlDisplay(textsOf(options)),
    (status) =>
      status === noContent || validStatus.some(({ from, to }) => from === to && from === status),
  );
  const wantsBody = (status: number) => method !== 'HEAD' && includesStatus(validStatus, status);

  return async (collection, sink) => {
    const first = firstRequest(collection, sink);
    if (pagination !== undefined) {
      await readPages(first, readPage, { pagination, query }, sink);
      return;
    }
    const { document } = await readPage(first);
    await sink.add(document);
  };

  function firstRequest(
    { signal, trace, target, params }: CollectionRequest,
    { bytes }: DocumentSink,
  ): HttpRequest {
    const message = naming(
      () => `${method} ${String(url)}`,
      () => buildRequest(options, { target, params }),
    );
    return { ...message, purpose: 'document', signal, trace, bodySize, wantsBody, bytes };
  }
}
