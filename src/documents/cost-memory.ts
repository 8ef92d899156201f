/** The cost of a collector's recent collections in milliseconds of work, so that the next one starts in the process where it is likely to end. */
export interface CostMemory {
  readonly expected: number;
  /** Whether there has been a collection. */
  readonly isKnown: boolean;
  /** What was being done when the budget was last exceeded, if known. */
  readonly place: string | undefined;
  notePlace(place: string | undefined): void;
  /** Records the cost of a collection on the event loop. */
  noteHere(ms: number): void;
  /** Records the cost of one in a reader process, even if it was aborted. @param began whether it started there */
  noteOffloaded(ms: number, began: boolean): void;
}

/** A new reader process is slower, so a collector might never return to the event loop if only that cost counted. */
const decay = 0.9;

export function createCostMemory(): CostMemory {
  let expected = 0;
  let isKnown = false;
  let spentAt: string | undefined;
  return {
    get expected() {
      return expected;
    },
    get isKnown() {
      return isKnown;
    },
    get place() {
      return spentAt;
    },
    notePlace(place) {
      spentAt = place;
    },
    noteHere(ms) {
      isKnown = true;
      expected = ms;
    },
    noteOffloaded(ms, began) {
      isKnown = true;
      expected = began ? Math.min(ms, expected * decay) : ms;
    },
  };
}
