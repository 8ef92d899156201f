import type { DecodeError } from './error.ts';

/** What documents have that their format does not allow, or not twice. */
export type OddReason = 'bad_row' | 'duplicate_key' | 'not_json' | 'bad_exemplar' | 'bad_metadata';

/** All oddities of one reason in a document, told by their first. */
export interface Oddity {
  readonly reason: OddReason;
  readonly count: number;
  /** What is wrong, and where in the document. */
  readonly found: string;
}

/** What a decoder tells that it has read, or left out, though the format does not allow it. */
export interface Oddities {
  /** @throws DecodeError, the problem, where documents are read strictly */
  note(reason: OddReason, problem: () => DecodeError): void;
}

/** Refuses a document for each oddity. */
export const strictly: Oddities = {
  note(_reason, problem) {
    throw problem();
  },
};

/** Counts oddities. A problem is made for the first of each reason only: to find its line may take long. */
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
