import type { Decode } from '../../decode/decode.ts';
import type { Clock } from '../../engine/clock.ts';
import { CollectionError } from '../../engine/source.ts';
import { isSecretName } from '../../schema/secret-name.ts';
import { decodeDocument, type RawDocument } from '../../documents/document.ts';
import type { LargeDocuments } from '../../offload/offload.ts';
import { connectionReleased } from '../../http-client/transport/connections.ts';
import { naming } from '../../engine/named-error.ts';
import { nextPage } from '../../documents/next-page.ts';
import type { HttpRequest } from '../../http-client/exchange/step.ts';
import type { HttpPage, ReadPage } from './page-reader.ts';
import type { Pagination } from '../../documents/pagination-schema.ts';
import type { HttpOptions } from './schema.ts';

export interface PageSettings {
  readonly pagination: Pagination;
  /** Parameters that the address of a next page may leave out when they are secret. */
  readonly query: HttpOptions['query'];
  /** How a page is read, for the expressions that lead to the next. */
  readonly decode: Decode;
  readonly clock: Clock;
  /** Where pages are read that are too much for the event loop. */
  readonly large?: Pick<LargeDocuments, 'costOf' | 'next'> | undefined;
}

/**
 * Reads pages for as long as each leads on to another.
 *
 * @throws CollectionError `limit` when there are more than `pagination.limit`: without that the collector
 * would be healthy and its metrics a part of the truth
 */
export async function readPages(
  first: HttpRequest,
  readPage: ReadPage,
  settings: PageSettings,
): Promise<readonly RawDocument[]> {
  const documents: RawDocument[] = [];
  const visited = new Set<string>();
  let load = 0;
  for (let request = first; ; await connectionReleased()) {
    visited.add(request.url.href);
    const page = await readPage(request);
    load += settings.large?.costOf(page.document) ?? 0;
    const { document, next } = await (load < 1 || settings.large === undefined
      ? followHere(page, settings)
      : followOffload(page, settings, settings.large, first.signal));
    if (load >= 1) forgetDecoded(documents);
    documents.push(document);
    if (next === undefined) return documents;
    naming(
      () => document.name,
      () => checkNext(next, visited, settings.pagination),
    );
    request = { ...nextRequest(first, next, settings), purpose: `page ${visited.size + 1}` };
  }
}

/** They are decoded once more where they are extracted, and take up memory here until then. */
function forgetDecoded(documents: RawDocument[]): void {
  for (const [place, { decoded, ...document }] of documents.entries()) {
    documents[place] = document.bytes.length === 0 ? { ...document, decoded } : document;
  }
}

/** A page, decoded where that was done here, and where the one after it is. */
interface FollowedPage {
  readonly document: RawDocument;
  readonly next: URL | undefined;
}

async function followHere(
  { document, url }: HttpPage,
  { pagination, decode, clock }: PageSettings,
): Promise<FollowedPage> {
  const decoded = decodeDocument(document, decode);
  const value = 'value' in decoded ? decoded.value : null;
  const scope = { root: value, response: document.response, now: clock.now() };
  const next = naming(
    () => document.name,
    () => nextPage(pagination, { value, scope, url }),
  );
  return { document: { ...document, decoded }, next };
}

async function followOffload(
  { document, url }: HttpPage,
  { pagination, clock }: PageSettings,
  large: NonNullable<PageSettings['large']>,
  signal: AbortSignal,
): Promise<FollowedPage> {
  const next = await large.next({ document, url, pagination }, clock.now(), signal);
  return { document, next };
}

function checkNext(next: URL, visited: ReadonlySet<string>, { limit }: Pagination): void {
  if (visited.has(next.href)) {
    throw new CollectionError('extract', 'the next page is one that was read already');
  }
  if (visited.size >= limit) {
    const message = `there are more than ${limit} pages: raise pagination.limit, or ask for larger pages`;
    throw new CollectionError('limit', message);
  }
}

/** Another origin is told neither who asks nor the body. */
function nextRequest(first: HttpRequest, address: URL, { query }: PageSettings): HttpRequest {
  const url = new URL(address);
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
    // A server does not repeat a key in the address of its next page.
    if (secret && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return { ...first, url };
}
