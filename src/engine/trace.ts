import type { ExtractionTrace } from '../extract/trace.ts';
import type { RequestTrace } from './request-trace.ts';

/** Passed to a collection that is explained; each part of the collection records its steps in it. */
export interface CollectionTrace extends RequestTrace, ExtractionTrace {
  readonly documents: TracedDocument[];
}

export interface TracedDocument {
  /** Its name in messages. */
  readonly name: string;
  readonly contentType: string | undefined;
  readonly bytes: number;
  /** Its beginning. */
  readonly excerpt: string;
  /** The reason why it was left out. */
  readonly failure?: string | undefined;
}

/** Creates an empty trace. A collection without a trace records nothing, at no cost. */
export function createCollectionTrace(): CollectionTrace {
  return { requests: [], documents: [], rules: [] };
}
