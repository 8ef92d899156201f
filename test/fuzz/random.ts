/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** True with this probability, in percent. */
  readonly percent: (chance: number) => boolean;
}

/** Mulberry32 of Tommy Ettinger (public domain): 32 bits of state are enough for a few million cases. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  return {
    below,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    percent: (chance) => below(100) < chance,
  };
}
