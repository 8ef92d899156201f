/** Processes the jobs of several clients, one at a time and round-robin across clients. */
export interface FairQueue<T> {
  /** Returns false if the queue of this client, or the whole queue, is full. */
  add(client: string, work: T): boolean;
  /** The next job; undefined if the queue is empty. */
  take(): T | undefined;
}

/** @param limits maximum number of queued jobs: per client, and in total */
export function createFairQueue<T>(limits: {
  readonly client: number;
  readonly total: number;
}): FairQueue<T> {
  // The first client in the map is served next; after being served it moves to the end.
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
