import { hashText } from './series-index.ts';

/**
 * The label values of one pass: one slot for each distinct label expression, evaluated at most once per item however
 * many metrics have that label, and one for each constant.
 */
export interface SlotPlan {
  readonly seed: number;
  /** The initial value of each slot: a constant, or '' for an expression. */
  readonly texts: string[];
  readonly expressions: Map<string, number>;
  readonly constants: Map<string, number>;
}

/** Has no slots yet. `seed` is the seed of the hashes. */
export function planSlots(seed: number): SlotPlan {
  return { seed, texts: [], expressions: new Map(), constants: new Map() };
}

/** The slot of the expression with this source text. */
export function expressionSlot(plan: SlotPlan, text: string): number {
  return slotIn(plan, plan.expressions, text, '');
}

/** The slot of a constant. */
export function constantSlot(plan: SlotPlan, text: string): number {
  const wellFormed = text.toWellFormed();
  return slotIn(plan, plan.constants, wellFormed, wellFormed);
}

function slotIn(plan: SlotPlan, known: Map<string, number>, key: string, text: string): number {
  const slot = known.get(key) ?? plan.texts.push(text) - 1;
  known.set(key, slot);
  return slot;
}

/** The content of a slot for the current item. */
export const slotState = { read: 0, notScalar: 1, failed: 2 } as const;

/** The slots of one pass in one collection. */
export interface Slots {
  readonly texts: string[];
  readonly hashes: Int32Array;
  /** The number of the item, within the collection, that the slot was filled for; constants have none. */
  readonly stamps: Int32Array;
  readonly states: Uint8Array;
}

/** Slots with the constants only. */
export function createSlots({ texts, seed }: SlotPlan): Slots {
  return {
    texts: [...texts],
    hashes: Int32Array.from(texts, (text) => hashText(text, seed)),
    stamps: new Int32Array(texts.length),
    states: new Uint8Array(texts.length),
  };
}
