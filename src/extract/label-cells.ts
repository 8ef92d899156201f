import { hashText } from './series-index.ts';

/**
 * Where the texts of the labels of one walk stand: one slot for each distinct label expression, filled
 * at most once an item however many metrics have that label, and one for each constant.
 */
export interface SlotPlan {
  readonly seed: number;
  /** By slot the text at the start: that of a constant, '' for an expression. */
  readonly texts: string[];
  readonly expressions: Map<string, number>;
  readonly constants: Map<string, number>;
}

/** Without slots; `seed` is that of the hashes. */
export function planSlots(seed: number): SlotPlan {
  return { seed, texts: [], expressions: new Map(), constants: new Map() };
}

/** The slot of what the expression with this text gives. */
export function expressionSlot(plan: SlotPlan, text: string): number {
  return slotIn(plan, plan.expressions, text, '');
}

/** The slot of a text that never changes. */
export function constantSlot(plan: SlotPlan, text: string): number {
  const wellFormed = text.toWellFormed();
  return slotIn(plan, plan.constants, wellFormed, wellFormed);
}

function slotIn(plan: SlotPlan, known: Map<string, number>, key: string, text: string): number {
  const slot = known.get(key) ?? plan.texts.push(text) - 1;
  known.set(key, slot);
  return slot;
}

/** What a slot holds for the present item. */
export const slotState = { read: 0, notScalar: 1, failed: 2 } as const;

/** The slots of one walk in one collection. */
export interface Slots {
  readonly texts: string[];
  readonly hashes: Int32Array;
  /** The item (its number in the collection) that the slot was filled for; constants have none. */
  readonly stamps: Int32Array;
  readonly states: Uint8Array;
}

/** Slots that hold the constants, and nothing for any item. */
export function createSlots({ texts, seed }: SlotPlan): Slots {
  return {
    texts: [...texts],
    hashes: Int32Array.from(texts, (text) => hashText(text, seed)),
    stamps: new Int32Array(texts.length),
    states: new Uint8Array(texts.length),
  };
}
