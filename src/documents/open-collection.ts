import type { BytesLease } from '../budget/bytes-in-flight.ts';
import type { ExtractionTrace } from '../extract/trace.ts';
import type { DocumentReading } from './reading.ts';

/** A collection under way. Its methods throw the reason of its signal, too. */
export interface OpenCollection extends DocumentReading {
  /** The bytes that it holds in memory; whoever reads a document for it pays here. */
  readonly bytes: BytesLease;
}

/** Begins a collection. */
export type CollectDocuments = (context: CollectionContext, signal: AbortSignal) => OpenCollection;

export interface CollectionContext {
  /** Unix milliseconds. */
  readonly now: number;
  readonly trace?: ExtractionTrace | undefined;
}
