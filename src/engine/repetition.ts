/** Decides which of many equal events are logged. */
export interface Repetition {
  /** Undefined: do not log. A number: log it, with this count of suppressed events. */
  happened(key: string): number | undefined;
  /** True if the key was logged: its end is then logged too. */
  ended(key: string): boolean;
}

/** Maximum number of keys; beyond it, the one logged longest ago is dropped and would be logged again. */
export const maxKeys = 10_000;

/** Logs the first event, then at most one every `everyMs` with a count. */
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
