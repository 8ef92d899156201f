import type { ExtractionResult, Skip } from '../extract/extraction.ts';
import type { RawDocument } from './document.ts';
import type { PageOf } from './next-page.ts';

/** The documents of one collection as they are read, wherever that is. */
export interface DocumentReading {
  /** @throws as `DocumentCollection.add` */
  add(document: RawDocument): Promise<void>;
  /** Adds a page of several, and finds the URL of the next page. @throws as `DocumentCollection.addPage` */
  addPage(document: RawDocument, page: PageOf): Promise<URL | undefined>;
  /**
   * Whether a document can be decoded, before it is added; the same document, which may be decoded by then.
   *
   * @throws CollectionError `decode` when it cannot
   */
  check(document: RawDocument): Promise<RawDocument>;
  /** Ends the collection: to be called once. @throws as `DocumentCollection.finish` */
  finish(): Promise<DocumentsResult>;
  /** To be called in the end, whatever has happened. */
  close(): void;
}

export interface DocumentsResult extends ExtractionResult {
  /** Those about pages, which `skips` does not have. */
  readonly pageSkips: readonly Skip[];
  /** Documents some of whose families are left out. */
  readonly conflicting: readonly string[];
}
