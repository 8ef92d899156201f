import type { ExtractionResult, Skip } from '../extract/extraction.ts';
import type { RawDocument } from './document.ts';
import type { PageOf } from './next-page.ts';

/** Reads the documents of one collection, in this process or another. */
export interface DocumentReading {
  /** @throws as `DocumentCollection.add` */
  add(document: RawDocument): Promise<void>;
  /** Adds a page, and finds the URL of the next one. @throws as `DocumentCollection.addPage` */
  addPage(document: RawDocument, page: PageOf): Promise<URL | undefined>;
  /**
   * Checks whether a document can be decoded, before it is added. Returns the document, possibly with its decoded value.
   *
   * @throws CollectionError `decode` when it cannot
   */
  check(document: RawDocument): Promise<RawDocument>;
  /** Ends the collection: to be called once. @throws as `DocumentCollection.finish` */
  finish(): Promise<DocumentsResult>;
  /** Must always be called in the end. */
  close(): void;
}

export interface DocumentsResult extends ExtractionResult {
  /** The skips of pages, which `skips` does not include. */
  readonly pageSkips: readonly Skip[];
  /** Documents with skipped families. */
  readonly conflicting: readonly string[];
}
