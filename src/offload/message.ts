import type { FailureReason } from '../engine/source.ts';
import type { RuleTrace } from '../extract/trace.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { DocumentsResult } from '../documents/document-collection.ts';
import type { RawDocument } from '../documents/document.ts';
import type { PackedPagination, PackedRules } from './rules.ts';

/** A document whose bytes went ahead of it, in parts. */
export type DocumentHead = Omit<RawDocument, 'bytes'>;

/** What the other process is told, which it does not answer. */
export type Told =
  | { readonly tell: 'begin'; readonly rules: PackedRules; readonly moment: PackedContext }
  | { readonly tell: 'bytes'; readonly part: Uint8Array; readonly length: number }
  /** To forget the collection. */
  | { readonly tell: 'end' };

/** What it is asked, one at a time. */
export type Question =
  | { readonly ask: 'add'; readonly document: DocumentHead }
  /** Where the page after this one is; without `pagination` only whether it can be read. */
  | {
      readonly ask: 'next';
      readonly document: DocumentHead;
      readonly url: string;
      readonly pagination: PackedPagination | undefined;
    }
  | { readonly ask: 'finish' }
  /** For more label values of the result. */
  | { readonly ask: 'more' };

export interface PackedContext {
  /** Unix milliseconds. */
  readonly now: number;
  readonly traced: boolean;
}

/** What it answers: nothing more than that it is done, unless it was asked for something. */
export type Answer =
  | { readonly failure: PackedFailure; readonly rules: readonly RuleTrace[] }
  | { readonly result: PartialResult; readonly rules: readonly RuleTrace[] }
  | { readonly next: string | undefined }
  | { readonly done: true }
  | { readonly texts: readonly string[] };

export interface PackedFailure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** A result without its label values: a million texts at once would hold up whoever receives them. */
export interface PartialResult extends Omit<DocumentsResult, 'families'> {
  readonly families: readonly PartialFamily[];
}

export interface PartialFamily {
  readonly family: Omit<MetricFamily, 'labelValues'>;
  /** How many label values follow. */
  readonly texts: number;
}

/** Label values of one answer: some 2 ms for the one who receives them. */
export const textsAtOnce = 10_000;

/** Bytes of a document that are sent at once: less than a millisecond for the one who sends them. */
export const bytesAtOnce = 1024 * 1024;
