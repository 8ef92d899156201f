import type { Clock } from '../engine/clock.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError, type CollectionRequest, type Source } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import { ExtractionError, type ExtractionResult, type Skip } from '../extract/extraction.ts';
import { traceDocument, type RawDocument } from './document.ts';
import type { CollectDocuments, OpenCollection } from './open-collection.ts';

/** Receives the documents of one collection, one after another. */
export interface DocumentSink extends Pick<OpenCollection, 'add' | 'addPage' | 'bytes'> {
  /** Unix milliseconds: the time of the collection. */
  readonly now: number;
  /** Notes a document that is left out of the others. */
  leaveOut(message: string): void;
}

/** Fetches the documents of one collection. An error names what it was doing. */
export type ReadDocuments = (request: CollectionRequest, sink: DocumentSink) => Promise<void>;

/** Ends a second attempt. @param helped whether it had samples */
type SecondTry = (helped: boolean) => void;

/** Called if a collection failed or has no samples. Returns whether to try again, as its session may be stale. */
export type MayRetry = (request: CollectionRequest) => SecondTry | undefined;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  collectDocuments: CollectDocuments,
  clock: Clock,
  mayRetry: MayRetry = () => undefined,
): Source {
  return {
    async collect(request) {
      const first = await collectOnce(request).catch((error: unknown) => {
        if (isOfDocument(error) && !request.signal.aborted) return { error };
        throw error;
      });
      if (!('error' in first) && countSamples(first) > 0) return first;
      const end = mayRetry(request);
      if (end !== undefined) {
        return again(request, 'error' in first ? messageOf(first.error) : 'no samples', end);
      }
      if ('error' in first) throw first.error;
      return first;
    },
  };

  async function collectOnce(request: CollectionRequest): Promise<ExtractionResult> {
    const { signal, trace, target, params } = request;
    const now = clock.now();
    const collection = collectDocuments({ now, trace, target, params }, signal);
    try {
      const left: string[] = [];
      await read(request, sinkOf(collection, now, left, trace));
      const { families, skips, samples, pageSkips } = await collection.finish();
      return { families, samples, skips: [...skips, ...pageSkips, ...leftOut(left)] };
    } finally {
      collection.close();
    }
  }

  /** Collects again, and reports it if that helped. */
  async function again(
    request: CollectionRequest,
    why: string,
    end: SecondTry,
  ): Promise<ExtractionResult> {
    request.trace?.rules.splice(0);
    let helped = false;
    try {
      const result = await collectOnce(request);
      helped = countSamples(result) > 0;
      return helped ? { ...result, skips: [...result.skips, staleSession(why)] } : result;
    } finally {
      end(helped);
    }
  }
}

function leftOut([first, ...more]: readonly string[]): readonly Skip[] {
  if (first === undefined) return [];
  const count = more.length + 1;
  return [{ metric: '(details)', reason: 'bad_document', count, path: '$', found: first }];
}

function staleSession(why: string): Skip {
  const found = `${why.slice(0, 200)}; it has samples after a new login: set auth.login.expired`;
  return { metric: '(session)', reason: 'stale_session', count: 1, path: '$', found };
}

function countSamples({ samples }: ExtractionResult): number {
  return [...samples.values()].reduce((sum, count) => sum + count, 0);
}

/** Whether the document was wrong, for example because the server sent its login page. */
function isOfDocument(error: unknown): boolean {
  if (error instanceof ExtractionError) return true;
  return (
    error instanceof CollectionError && (error.reason === 'decode' || error.reason === 'extract')
  );
}

function sinkOf(
  collection: OpenCollection,
  now: number,
  left: string[],
  trace: CollectionTrace | undefined,
): DocumentSink {
  const { bytes } = collection;
  const note = (document: RawDocument) => {
    if (trace !== undefined) traceDocument(trace, document);
  };
  return {
    bytes,
    now,
    leaveOut: (message) => left.push(message),
    add(document) {
      note(document);
      return collection.add(document);
    },
    addPage(document, page) {
      note(document);
      return collection.addPage(document, page);
    },
  };
}
