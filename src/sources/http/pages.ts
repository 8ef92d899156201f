import type { Decode } from '../../decode/decode.ts';
import type { Clock } from '../../engine/clock.ts';
import type { RequestTrace } from '../../engine/request-trace.ts';
import { CollectionError } from '../../engine/source.ts';
import { isSecretName } from '../../schema/secret-name.ts';
import { decodeDocument, type RawDocument } from '../document.ts';
import { connectionReleased } from './connections.ts';
import { naming } from './named-error.ts';
import { nextPage } from './next-page.ts';
import type { HttpPage, PageRequest, ReadPage } from './page-reader.ts';
import type { HttpOptions, Pagination } from './schema.ts';

export interface PageSettings {
  readonly pagination: Pagination;
  /** Parameters that the address of a next page may leave out when they are secret. */
  readonly query: HttpOptions['query'];
  /** How a page is read, for the expressions that lead to the next. */
  readonly decode: Decode;
  readonly clock: Clock;
}

/**
 * Reads pages for as long as each leads on to another.
 *
 * @throws CollectionError `limit` when there are more than `pagination.limit`: without that the collector
 * would be healthy and its metrics a part of the truth
 */
export async function readPages(
  first: PageRequest,
  readPage: ReadPage,
  settings: PageSettings,
  signal: AbortSignal,
  trace: RequestTrace | undefined,
): Promise<readonly RawDocument[]> {
  const documents: RawDocument[] = [];
  const visited = new Set<string>();
  for (let request = first; ; await connectionReleased()) {
    visited.add(request.url.href);
    const page = decoded(await readPage(request, signal, trace), settings.decode);
    documents.push(page.document);
    const next = naming(
      () => page.document.name,
      () => nextOf(page, visited, settings),
    );
    if (next === undefined) return documents;
    request = { ...nextRequest(first, next, settings), purpose: `page ${visited.size + 1}` };
  }
}

function decoded({ document, url }: HttpPage, decode: Decode): HttpPage {
  return { document: { ...document, decoded: decodeDocument(document, decode) }, url };
}

function nextOf(
  { document, url }: HttpPage,
  visited: ReadonlySet<string>,
  { pagination, clock }: PageSettings,
): URL | undefined {
  const value =
    document.decoded !== undefined && 'value' in document.decoded ? document.decoded.value : null;
  const scope = { root: value, response: document.response, now: clock.now() };
  const next = nextPage(pagination, { value, scope, url });
  if (next === undefined) return undefined;
  if (visited.has(next.href)) {
    throw new CollectionError('extract', 'the next page is one that was read already');
  }
  const { limit } = pagination;
  if (visited.size >= limit) {
    const message = `there are more than ${limit} pages: raise pagination.limit, or ask for larger pages`;
    throw new CollectionError('limit', message);
  }
  return next;
}

/** Another origin is told neither who asks nor the body. */
function nextRequest(first: PageRequest, address: URL, { query }: PageSettings): PageRequest {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  if (url.origin !== first.url.origin) {
    if (first.body === undefined) return { ...first, url, credentials: {}, trusted: false };
    throw new CollectionError(
      'status',
      `${first.method} ${first.url.origin}: the next page is at another origin, ${url.origin}, which the body is not sent to`,
    );
  }
  for (const [name, value] of first.url.searchParams) {
    const secret = isSecretName(name) || query[name]?.secret === true;
    // A server does not repeat a key in the address of its next page.
    if (secret && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return { ...first, url };
}
