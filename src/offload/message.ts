import type { RawDocument } from '../documents/document.ts';
import type { FailureReason, Subject } from '../engine/source.ts';
import type { RuleTrace } from '../extract/trace.ts';
import type { ResultPart } from './result-parts.ts';
import type { PackedPagination, PackedRules } from './rules.ts';

/** A document whose bytes were sent before it, in parts. */
export type DocumentHead = Omit<RawDocument, 'bytes'>;

/** A message without a response. */
export type Notice =
  | { readonly notice: 'begin'; readonly rules: PackedRules; readonly context: PackedContext }
  | { readonly notice: 'bytes'; readonly part: Uint8Array; readonly length: number }
  /** Ends the collection. */
  | { readonly notice: 'end' };

/** Sent one at a time, each with one response. */
export type ReaderRequest =
  /** With `page` the response has the URL of the next page. */
  | { readonly request: 'add'; readonly document: DocumentHead; readonly page?: PackedPage }
  /** Whether it can be decoded. */
  | { readonly request: 'check'; readonly document: DocumentHead }
  | { readonly request: 'finish' }
  /** For more of the result. */
  | { readonly request: 'more' };

export interface PackedPage {
  readonly url: string;
  readonly pagination: PackedPagination;
}

export interface PackedContext extends Subject {
  /** Unix milliseconds. */
  readonly now: number;
  readonly traced: boolean;
}

export type ReaderResponse =
  | { readonly failure: PackedFailure; readonly rules: readonly RuleTrace[] }
  | DoneResponse
  | FinishedResponse
  | PartsResponse;

export interface DoneResponse {
  readonly done: true;
  /** The URL of the next page. */
  readonly next?: string | undefined;
  /** What the rules have done so far; empty without a trace. */
  readonly rules: readonly RuleTrace[];
}

/** The result of the collection, or its first parts. */
export interface FinishedResponse extends PartsResponse {
  readonly rules: readonly RuleTrace[];
  /** Milliseconds of work that the collection took. */
  readonly ms: number;
}

/** A large result in one message would block the event loop that receives it. */
export interface PartsResponse {
  readonly parts: readonly ResultPart[];
  readonly isLast: boolean;
}

export interface PackedFailure {
  readonly reason: FailureReason;
  readonly message: string;
}

/** Bytes of a document in one message: sending them blocks the event loop for less than a millisecond. */
export const bytesAtOnce = 1024 * 1024;
