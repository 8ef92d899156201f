import type { DecodeOptions } from '../../decode/decode.ts';
import type { DocumentSink, MayRetry, ReadDocuments } from '../../documents/document-source.ts';
import { naming } from '../../engine/named-error.ts';
import { CollectionError, type CollectionRequest } from '../../engine/source.ts';
import { createHttpClient } from '../../http-client/client.ts';
import {
  buildRequest,
  textsOf,
  type RequestSubject,
} from '../../http-client/exchange/request-template.ts';
import { createUrlDisplay } from '../../http-client/exchange/shown-url.ts';
import { includesStatus } from '../../http-client/exchange/status-range.ts';
import type { HttpRequest } from '../../http-client/exchange/step.ts';
import type { SourceContext } from '../context.ts';
import { createPageReader, type ReadPage } from './page-reader.ts';
import type { Text } from '../../schema/text.ts';
import { createItemList, readDetails } from './details.ts';
import { paced } from './pace.ts';
import { completing, samplesOf } from './session-values.ts';
import { readPages } from './pages.ts';
import type { TargetGate } from '../../http-client/targets/gate.ts';
import { createSessions } from './sessions.ts';
import type { HttpProbeOptions } from './schema.ts';

/** Its body is always empty (RFC 9110 section 15.3.5). */
const noContent = 204;

/** Milliseconds without further login attempts after a new login did not help. */
const pauseMs = 600_000;

export interface HttpReader {
  readonly read: ReadDocuments;
  /** Whether a collection that used a cached login may be retried with a new login. */
  readonly mayRetry: MayRetry;
}

interface ReaderOptions {
  /** How the documents are decoded; default: detected from the document. */
  readonly decode?: DecodeOptions | undefined;
  /** Restricts the destinations of the requests of a module. */
  readonly gate?: TargetGate | undefined;
}

/**
 * Fetches a document, or with `pagination` one per page.
 *
 * @param bodySize the largest body in bytes, as received and after decompression
 */
export function createHttpReader(
  options: HttpProbeOptions,
  bodySize: number,
  context: SourceContext,
  { decode, gate }: ReaderOptions = {},
): HttpReader {
  const { method, url, query, validStatus, pagination, details } = options;
  const { clock } = context;
  const show = createUrlDisplay([...textsOf(options), ...detailTexts(options)]);
  const namesStatus = (status: number) =>
    status === noContent || validStatus.some(({ from, to }) => from === to && from === status);
  const isPerSubject = options.auth?.login !== undefined || options.pause !== undefined;
  const readerOf = createSessions(
    gate !== undefined && isPerSubject,
    (secrets) => {
      const client = createHttpClient(options, { ...context, decode, gate, secrets });
      return paced(createPageReader(client, show, namesStatus), options.pause, clock);
    },
    context.secrets,
  );
  const wantsBody = (status: number) => method !== 'HEAD' && includesStatus(validStatus, status);
  /** Discards the cached login that a collection used. */
  const kept = new WeakMap<CollectionRequest, () => void>();
  let pausedUntil = -Infinity;

  return { read, mayRetry };

  async function read(collection: CollectionRequest, sink: DocumentSink): Promise<void> {
    const first = firstRequest(collection, sink);
    const readPage = readerOf(collection);
    if (details === undefined) {
      await readList(first, sink, readPage);
      return;
    }
    const list = createItemList(details, decode, sink);
    await readList(first, list.sink, readPage);
    let adding = Promise.resolve();
    await readDetails(
      list.items,
      details,
      collection.signal,
      async (item, number) => {
        const request = detailRequest(first, { ...subjectOf(collection, sink), item });
        const { document } = await readPage({ ...request, purpose: `details ${number}` });
        adding = adding.catch(() => {}).then(() => sink.add({ ...document, item: item.value }));
        await adding;
      },
      (message) => sink.leaveOut(message),
    );
  }

  async function readList(
    first: HttpRequest,
    sink: DocumentSink,
    readPage: ReadPage,
  ): Promise<void> {
    if (pagination !== undefined) {
      await readPages(first, readPage, { pagination, query }, sink);
      return;
    }
    const { document } = await readPage(first);
    await sink.add(document);
  }

  /** @throws CollectionError if the URL has another origin, or a value is missing */
  function detailRequest(first: HttpRequest, subject: RequestSubject): HttpRequest {
    const template = { headers: options.headers, method: 'GET', ...detailUrl(options) } as const;
    const build = (session?: Values) =>
      naming(
        () => `GET ${String(template.url)}`,
        () =>
          buildRequest(
            template,
            { ...subject, session: session ?? samplesOf(template) },
            first.url,
          ),
      );
    const message = build();
    if (message.url.origin === first.origin) {
      return { ...first, ...message, complete: completing(template, message, build) };
    }
    throw new CollectionError(
      'status',
      `GET ${String(template.url)}: details are requested from ${first.origin} only, and not from ${message.url.origin}`,
    );
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
    const { signal, trace } = collection;
    const subject = subjectOf(collection, { now });
    const build = (session?: Values) =>
      naming(
        () => `${method} ${String(url ?? 'the target')}`,
        () => buildRequest(options, { ...subject, session: session ?? samplesOf(options) }),
      );
    const onKept = (drop: () => void) => kept.set(collection, drop);
    const more = { purpose: 'document', signal, trace, bodySize, wantsBody, bytes, onKept };
    const message = build();
    return { ...message, ...more, complete: completing(options, message, build) };
  }
}

type Values = Readonly<Record<string, string>>;

function subjectOf(
  { target, params }: CollectionRequest,
  { now }: Pick<DocumentSink, 'now'>,
): RequestSubject {
  return { target, params, now };
}

function detailUrl({ details, url }: HttpProbeOptions) {
  return { url: details?.url ?? url, query: details?.query ?? {} };
}

function detailTexts(options: HttpProbeOptions): readonly Text[] {
  if (options.details === undefined) return [];
  return textsOf({ method: 'GET', headers: {}, ...detailUrl(options) });
}
