import type { Clock } from '../engine/clock.ts';
import type { CollectionRequest, Source } from '../engine/source.ts';
import type { CollectionTrace } from '../engine/trace.ts';
import { traceDocument, type RawDocument } from './document.ts';
import type { CollectDocuments, OpenCollection } from './open-collection.ts';

/** Where a source puts the documents of one collection, one after the other, as they come. */
export type DocumentSink = Pick<OpenCollection, 'add' | 'addPage' | 'bytes'>;

/** Gets the documents of one collection. Throws once, with what it was doing. */
export type ReadDocuments = (request: CollectionRequest, sink: DocumentSink) => Promise<void>;

/** A source whose documents become metrics by the rules of the configuration. */
export function createDocumentSource(
  read: ReadDocuments,
  collectDocuments: CollectDocuments,
  clock: Clock,
): Source {
  return {
    async collect(request) {
      const { signal, trace } = request;
      const collection = collectDocuments({ now: clock.now(), trace }, signal);
      try {
        await read(request, trace === undefined ? collection : traced(collection, trace));
        const { families, skips, samples, pageSkips } = await collection.finish();
        return { families, samples, skips: [...skips, ...pageSkips] };
      } finally {
        collection.close();
      }
    },
  };
}

function traced(collection: OpenCollection, trace: CollectionTrace): DocumentSink {
  const note = (document: RawDocument) => traceDocument(trace, document);
  return {
    bytes: collection.bytes,
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
