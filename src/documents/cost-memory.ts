/** What the collections of one collector cost, in milliseconds of work, so that each begins where it is likely to end. */
export interface CostMemory {
  readonly expected: number;
  /** Whether there was a collection. */
  readonly isKnown: boolean;
  /** What was under way when the budget was last spent, where that is known. */
  readonly place: string | undefined;
  notePlace(place: string | undefined): void;
  /** What a collection took on the event loop. */
  noteHere(ms: number): void;
  /** What one took in a reader process, or had taken there when it was given up. @param began whether it began there */
  noteOffloaded(ms: number, began: boolean): void;
}

/** A reader process is slower at first: by what is measured there alone, a collector might stay there for ever. */
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
