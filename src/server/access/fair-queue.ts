/** Work of several clients, one piece at a time, the clients in turn. */
export interface FairQueue<T> {
  /** False when this client, or all of them together, have as many waiting as allowed. */
  add(client: string, work: T): boolean;
  /** The next piece; undefined when nothing waits. */
  take(): T | undefined;
}

/** @param limits how many pieces may wait: of one client, and in all */
export function createFairQueue<T>(limits: {
  readonly client: number;
  readonly total: number;
}): FairQueue<T> {
  // The first client in the map is the next one served; whoever was served goes to the end.
  const waiting = new Map<string, T[]>();
  let total = 0;
  return {
    add(client, work) {
      const own = waiting.get(client) ?? [];
      if (own.length >= limits.client || total >= limits.total) return false;
      own.push(work);
      waiting.set(client, own);
      total += 1;
      return true;
    },
    take() {
      const [first] = waiting;
      if (first === undefined) return undefined;
      const [client, own] = first;
      const work = own.shift();
      waiting.delete(client);
      if (own.length > 0) waiting.set(client, own);
      total -= 1;
      return work;
    },
  };
}
