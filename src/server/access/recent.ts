/** A set that keeps the keys used most recently. */
export interface RecentKeys {
  has(key: string): boolean;
  add(key: string): void;
}

export function createRecentKeys(limit: number): RecentKeys {
  const keys = new Set<string>();
  return {
    has(key) {
      // Moved to the end, so that the first key is the least recently used one.
      if (!keys.delete(key)) return false;
      keys.add(key);
      return true;
    },
    add(key) {
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > limit && oldest !== undefined) keys.delete(oldest);
    },
  };
}
