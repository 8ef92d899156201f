import type { DocumentSink } from '../../documents/document-source.ts';
import type { Pagination } from '../../documents/pagination-schema.ts';
import { naming } from '../../engine/named-error.ts';
import { CollectionError } from '../../engine/source.ts';
import type { HttpRequest } from '../../http-client/exchange/step.ts';
import { connectionReleased } from '../../http-client/transport/connections.ts';
import { isSecretName } from '../../schema/secret-name.ts';
import type { ReadPage } from './page-reader.ts';
import type { HttpOptions } from './schema.ts';

export interface PageSettings {
  readonly pagination: Pagination;
  /** Parameters that the URL of a next page may leave out when they are secret. */
  readonly query: HttpOptions['query'];
}

/** Maximum size of all pages of a collection together, as a multiple of `limits.bodySize`. */
const pagesTogether = 4;

/**
 * Reads pages until there is no next page.
 *
 * @throws CollectionError `limit` if there are more pages than `pagination.limit`, or more bytes than allowed in total.
 * Stopping silently would report a successful collection with incomplete metrics
 */
export async function readPages(
  first: HttpRequest,
  readPage: ReadPage,
  settings: PageSettings,
  sink: DocumentSink,
): Promise<void> {
  const { pagination } = settings;
  const visited = new Set<string>();
  let size = 0;
  for (let request = first; ; await connectionReleased()) {
    visited.add(request.url.href);
    const { document, url } = await readPage(request);
    size += document.bytes.length;
    checkSize(size, pagesTogether * first.bodySize, visited.size, document.name);
    const next = await sink.addPage(document, { url, pagination });
    if (next === undefined) return;
    naming(
      () => document.name,
      () => checkNext(next, visited, pagination),
    );
    request = { ...nextRequest(first, next, settings), purpose: `page ${visited.size + 1}` };
  }
}

function checkSize(size: number, limit: number, pages: number, name: string): void {
  if (size <= limit) return;
  throw new CollectionError(
    'limit',
    `${name}: ${pages} pages have ${size} bytes together, more than ${pagesTogether} times limits.bodySize, ${limit}: raise it, or request fewer or smaller pages`,
  );
}

function checkNext(next: URL, visited: ReadonlySet<string>, { limit }: Pagination): void {
  if (visited.has(next.href)) {
    throw new CollectionError('extract', 'the next page is one that was read already');
  }
  if (visited.size >= limit) {
    const message = `there are more than ${limit} pages: raise pagination.limit, or request larger pages`;
    throw new CollectionError('limit', message);
  }
}

/** Another origin receives neither the credentials nor the body. */
function nextRequest(first: HttpRequest, next: URL, { query }: PageSettings): HttpRequest {
  const url = new URL(next);
  url.username = '';
  url.password = '';
  if (url.origin !== first.url.origin) {
    if (first.body === undefined) return { ...first, url, credentials: {} };
    throw new CollectionError(
      'status',
      `${first.method} ${first.url.origin}: the next page is at another origin, ${url.origin}, which the body is not sent to`,
    );
  }
  for (const [name, value] of first.url.searchParams) {
    const secret = isSecretName(name) || query[name]?.secret === true;
    // Servers do not repeat an API key in the URL of the next page.
    if (secret && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return { ...first, url };
}
