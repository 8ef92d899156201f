/** A cache that drops the least recently used value when it is full. */
export interface RecentlyUsed<V> {
  /** The value for the key, created if there is none. */
  get(key: string): V;
}

/** @param drop called with each dropped value */
export function createRecentlyUsed<V>(
  max: number,
  create: (key: string) => V,
  drop: (value: V) => void = () => {},
): RecentlyUsed<V> {
  const values = new Map<string, { readonly value: V }>();
  return {
    get(key) {
      const entry = values.get(key) ?? { value: create(key) };
      values.delete(key);
      values.set(key, entry);
      const [oldest] = values.keys();
      if (values.size > max && oldest !== undefined) remove(oldest);
      return entry.value;
    },
  };

  function remove(key: string): void {
    const entry = values.get(key);
    if (values.delete(key) && entry !== undefined) drop(entry.value);
  }
}
