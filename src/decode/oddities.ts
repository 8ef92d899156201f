import type { DecodeError } from './error.ts';

/** Kinds of tolerated problems: violations of the format, or duplicates. */
export type OddReason = 'bad_row' | 'duplicate_key' | 'not_json' | 'bad_exemplar' | 'bad_metadata';

/** All oddities of one kind in a document, described by the first of them. */
export interface Oddity {
  readonly reason: OddReason;
  readonly count: number;
  /** The problem and its position in the document. */
  readonly found: string;
}

/** Records what a decoder read or left out although it violates the format. */
export interface Oddities {
  /** @throws DecodeError, the result of `problem`, if documents are read strictly */
  note(reason: OddReason, problem: () => DecodeError): void;
}

/** Refuses a document with any oddity. */
export const strictly: Oddities = {
  note(_reason, problem) {
    throw problem();
  },
};

/** Counts oddities. `problem` is called only for the first of each kind, because finding its line may be slow. */
export function createOddities(): Oddities & { readonly all: () => readonly Oddity[] } {
  const byReason = new Map<OddReason, { count: number; readonly found: string }>();
  return {
    note(reason, problem) {
      const known = byReason.get(reason);
      if (known === undefined) byReason.set(reason, { count: 1, found: problem().message });
      else known.count += 1;
    },
    all: () => Array.from(byReason, ([reason, oddity]) => ({ reason, ...oddity })),
  };
}
