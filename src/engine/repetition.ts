/** Decides which of many equal events are worth a line in the log. */
export interface Repetition {
  /** Undefined: keep silent. A number: log it, and say that so many went before in silence. */
  happened(key: string): number | undefined;
  /** True when the key had been logged: its end is worth a line too. */
  ended(key: string): boolean;
}

/** Keys that are known at once; beyond, the one that was logged longest ago is forgotten, and logged anew. */
export const maxKeys = 10_000;

/** In full at first, then at most once in `everyMs` with a count. */
export function createRepetition(monotonic: () => number, everyMs = 5 * 60_000): Repetition {
  const known = new Map<string, { readonly loggedAt: number; silent: number }>();
  return {
    happened(key) {
      const now = monotonic();
      const entry = known.get(key);
      if (entry === undefined) {
        known.set(key, { loggedAt: now, silent: 0 });
        const [oldest] = known.keys();
        if (known.size > maxKeys && oldest !== undefined) known.delete(oldest);
        return 0;
      }
      if (now - entry.loggedAt < everyMs) {
        entry.silent += 1;
        return undefined;
      }
      const { silent } = entry;
      known.delete(key);
      known.set(key, { loggedAt: now, silent: 0 });
      return silent;
    },
    ended: (key) => known.delete(key),
  };
}
