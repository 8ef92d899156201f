import type { ExtractionTrace } from '../extract/trace.ts';
import type { RequestTrace } from './request-trace.ts';

/** Handed to a collection that is to be explained; whoever does a part of it notes it here. */
export interface CollectionTrace extends RequestTrace, ExtractionTrace {
  readonly documents: TracedDocument[];
}

export interface TracedDocument {
  /** What messages call it. */
  readonly name: string;
  readonly contentType: string | undefined;
  readonly bytes: number;
  /** How it begins. */
  readonly excerpt: string;
  /** Why it was left out. */
  readonly failure?: string | undefined;
}

/** An empty trace; without one nothing is noted, and nothing is spent on it. */
export function createCollectionTrace(): CollectionTrace {
  return { requests: [], documents: [], rules: [] };
}
