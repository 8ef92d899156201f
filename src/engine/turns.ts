/** Spreads simultaneous work over turns of the event loop, so that other requests are processed in between. */
export interface Turns {
  /**
   * Resolves immediately on the first call in a turn of the event loop, else in a later turn: one per turn, in order.
   */
  next(): Promise<void>;
}

export function createTurns(): Turns {
  const waiting = new Set<() => void>();
  const now = Promise.resolve();
  let isTaken = false;

  return {
    next() {
      if (isTaken) return new Promise((resolve) => waiting.add(resolve));
      take();
      return now;
    },
  };

  function take(): void {
    isTaken = true;
    setImmediate(end);
  }

  function end(): void {
    isTaken = false;
    const [resolve] = waiting;
    if (resolve === undefined) return;
    take();
    waiting.delete(resolve);
    resolve();
  }
}
