import type { DecodeOptions } from '../../decode/decode.ts';
import type { DocumentSink, MayRetry, ReadDocuments } from '../../documents/document-source.ts';
import { naming } from '../../engine/named-error.ts';
import type { CollectionRequest } from '../../engine/source.ts';
import { createHttpClient } from '../../http-client/client.ts';
import { buildRequest, textsOf } from '../../http-client/exchange/request-template.ts';
import { createUrlDisplay } from '../../http-client/exchange/shown-url.ts';
import { includesStatus } from '../../http-client/exchange/status-range.ts';
import type { HttpRequest } from '../../http-client/exchange/step.ts';
import type { SourceContext } from '../context.ts';
import { createPageReader } from './page-reader.ts';
import { completing, samplesOf } from './session-values.ts';
import { readPages } from './pages.ts';
import type { HttpOptions } from './schema.ts';

/** Of which the body is always empty (RFC 9110 section 15.3.5). */
const noContent = 204;

/** Milliseconds during which no new login is tried for the documents, after one that did not help. */
const pauseMs = 600_000;

export interface HttpReader {
  readonly read: ReadDocuments;
  /** Allows a second try, with a new login, to a collection that used a kept one. */
  readonly mayRetry: MayRetry;
}

/**
 * Fetches a document, or with `pagination` one per page.
 *
 * @param bodySize the largest body in bytes, as received and after decompression
 * @param decode how the documents are decoded; default: by what they say of themselves
 */
export function createHttpReader(
  options: HttpOptions,
  bodySize: number,
  context: SourceContext,
  decode?: DecodeOptions,
): HttpReader {
  const { method, url, query, validStatus, pagination } = options;
  const { clock } = context;
  const readPage = createPageReader(
    createHttpClient(options, { ...context, decode }),
    createUrlDisplay(textsOf(options)),
    (status) =>
      status === noContent || validStatus.some(({ from, to }) => from === to && from === status),
  );
  const wantsBody = (status: number) => method !== 'HEAD' && includesStatus(validStatus, status);
  /** Forgets the kept login that a collection used. */
  const kept = new WeakMap<CollectionRequest, () => void>();
  let pausedUntil = -Infinity;

  return { read, mayRetry };

  async function read(collection: CollectionRequest, sink: DocumentSink): Promise<void> {
    const first = firstRequest(collection, sink);
    if (pagination !== undefined) {
      await readPages(first, readPage, { pagination, query }, sink);
      return;
    }
    const { document } = await readPage(first);
    await sink.add(document);
  }

  function mayRetry(collection: CollectionRequest) {
    const drop = kept.get(collection);
    if (drop === undefined || clock.monotonic() < pausedUntil) return undefined;
    kept.delete(collection);
    drop();
    return (helped: boolean) => {
      if (!helped) pausedUntil = clock.monotonic() + pauseMs;
    };
  }

  function firstRequest(collection: CollectionRequest, { bytes, now }: DocumentSink): HttpRequest {
    const { signal, trace, target, params } = collection;
    const subject = { target, params, now };
    const build = (session?: Readonly<Record<string, string>>) =>
      naming(
        () => `${method} ${String(url)}`,
        () => buildRequest(options, { ...subject, session: session ?? samplesOf(options) }),
      );
    const onKept = (drop: () => void) => kept.set(collection, drop);
    const more = { purpose: 'document', signal, trace, bodySize, wantsBody, bytes, onKept };
    const message = build();
    return { ...message, ...more, complete: completing(options, message, build) };
  }
}
