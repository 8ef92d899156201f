import type { BytesLease } from '../budget/bytes-in-flight.ts';
import type { Subject } from '../engine/source.ts';
import type { ExtractionTrace } from '../extract/trace.ts';
import type { DocumentReading } from './reading.ts';

/** A running collection. Its methods also throw the reason of its signal. */
export interface OpenCollection extends DocumentReading {
  /** The bytes that it holds in memory, to be updated by the reader of a document. */
  readonly bytes: BytesLease;
}

/** Begins a collection. */
export type CollectDocuments = (context: CollectionContext, signal: AbortSignal) => OpenCollection;

export interface CollectionContext extends Subject {
  /** Unix milliseconds. */
  readonly now: number;
  readonly trace?: ExtractionTrace | undefined;
}
