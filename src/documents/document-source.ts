import type { Clock } from '../engine/clock.ts';
import type { CollectionRequest, Source } from '../engine/source.ts';
import type { CollectDocuments } from './collect-documents.ts';
import { traceDocument, type RawDocument } from './document.ts';

/** Gets the documents of one collection. Throws once, with what it was doing. */
export type ReadDocuments = (request: CollectionRequest) => Promise<readonly RawDocument[]>;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  collectDocuments: CollectDocuments,
  clock: Clock,
): Source {
  return {
    async collect(request) {
      const { signal, trace } = request;
      const documents = await read(request);
      const collection = collectDocuments({ now: clock.now(), trace, documents }, signal);
      try {
        for (const document of documents) {
          if (trace !== undefined) traceDocument(trace, document);
          await collection.add(document);
        }
        const { families, skips, samples, pageSkips } = await collection.finish();
        return { families, samples, skips: [...skips, ...pageSkips] };
      } finally {
        collection.close();
      }
    },
  };
}
